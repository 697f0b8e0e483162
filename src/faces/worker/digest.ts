import { health } from "../../diagnose/health.ts";
import { digest as compared } from "../../follow/digest.ts";
import type { Config, DigestConfig } from "../../model/config.ts";
import type { Order } from "../../model/job.ts";
import { MeshError } from "../../model/mesh-error.ts";
import { digestMessage } from "../../render/slack/digest-message.ts";
import { progressMessage } from "../../render/slack/progress-message.ts";
import { refusalMessage } from "../../render/slack/refusal-message.ts";
import { clusterNamed } from "../config/cluster-named.ts";
import { admitPlaces } from "./admit.ts";
import { placesOfEntries } from "./places-of-entries.ts";
import type { Shift } from "./shift.ts";
import { watched } from "./watched.ts";

/** More pairs than this are named, and not asked about. */
const most = 200;

/**
 * Tells what is new, resolved and still broken. On schedule it goes to the digest's channel and is what the next one is
 * compared with; asked for, it is only told.
 */
export async function digest(
  shift: Shift,
  { digest: name, scheduled }: Extract<Order, { readonly verb: "digest" }>,
): Promise<string> {
  const { options, job } = shift;
  const chosen = digestNamed(options.config, name, job.reply.channel);
  const cluster = clusterNamed(options.config, chosen.cluster);
  shift.about(chosen.name, cluster.name);
  if (!scheduled)
    await shift.begin(
      progressMessage({ pair: `digest ${chosen.name}`, cluster: cluster.name, stage: "reading the mesh" }),
    );
  const scope = { of: [], namespaces: chosen.namespaces, pairs: chosen.pairs };
  const snapshot = await shift
    .source(cluster)
    .read(scope, watched(shift, { pair: `digest ${chosen.name}`, cluster: cluster.name }));
  const asked = health(snapshot, options.playbook, scope, { most });
  const decision = await admitPlaces(shift, cluster.name, [...chosen.namespaces, ...placesOfEntries(asked.entries)]);
  if (!decision.allowed) {
    shift.decide(decision);
    await shift.answer(refusalMessage(decision));
    return "refused";
  }
  const found = compared({
    name: chosen.name,
    cluster: cluster.name,
    at: shift.now(),
    health: asked,
    previous: await options.store.lastDigest(chosen.name),
    mutes: await options.store.mutes(cluster.name, shift.now()),
  });
  shift.doubt(found.unknown.length);
  const message = digestMessage(found);
  if (!scheduled) await shift.answer(message);
  else {
    // Told first, noted afterwards: news that nobody was told of would be none the next time.
    await shift.once("tell", async () => {
      await shift.answer(message, { channel: chosen.channel, visibleTo: "channel" });
    });
    await options.store.saveDigest(found.record);
  }
  return found.unchanged ? "unchanged" : `${found.news.length} new, ${found.resolved.length} resolved`;
}

/** The digest that is meant: by name, else the channel's own, else the only one. */
function digestNamed({ digests }: Config, name: string, channel: string): DigestConfig {
  const own = digests.filter((digest) => digest.channel === channel);
  const found =
    name === ""
      ? own.length === 1
        ? own[0]
        : digests.length === 1
          ? digests[0]
          : undefined
      : digests.find((digest) => digest.name === name);
  if (found !== undefined) return found;
  const names = digests.map((digest) => digest.name);
  if (names.length === 0)
    throw new MeshError(
      "UNKNOWN_NAME",
      "Cannot put a digest together: meshwhy.yaml names none",
      "Ask an owner of meshwhy.yaml to add one under digests.",
    );
  throw new MeshError(
    name === "" ? "AMBIGUOUS_NAME" : "UNKNOWN_NAME",
    name === ""
      ? "Cannot choose a digest: there are several"
      : `Cannot find the digest "${name}": meshwhy.yaml has none of that name`,
    `Ask as /mesh digest ${names.join(", or /mesh digest ")}.`,
    names.map((each) => `digest ${each}`),
  );
}
