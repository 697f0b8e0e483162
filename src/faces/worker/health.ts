import { health as healthOf } from "../../diagnose/health.ts";
import type { Order } from "../../model/job.ts";
import { healthMessage } from "../../render/slack/health-message.ts";
import { progressMessage } from "../../render/slack/progress-message.ts";
import { refusalMessage } from "../../render/slack/refusal-message.ts";
import { clusterNamed } from "../config/cluster-named.ts";
import { admitPlaces } from "./admit.ts";
import { placesOfEntries } from "./places-of-entries.ts";
import type { Shift } from "./shift.ts";
import { watched } from "./watched.ts";

/** More pairs than this are named, and not asked about. */
const most = 50;

/** Asks about every pair into a service or a namespace, and tells the worst first. */
export async function health(
  shift: Shift,
  { cluster: name, of, namespace }: Extract<Order, { readonly verb: "health" }>,
): Promise<string> {
  const { options } = shift;
  const cluster = clusterNamed(options.config, name);
  shift.about(of, cluster.name);
  await shift.begin(progressMessage({ pair: of, cluster: cluster.name, stage: "reading the mesh" }));
  const scope = { of: [of], namespaces: [], pairs: [], ...(namespace === undefined ? {} : { namespace }) };
  const snapshot = await shift.source(cluster).read(scope, watched(shift, { pair: of, cluster: cluster.name }));
  const found = healthOf(snapshot, options.playbook, scope, { most });
  const decision = await admitPlaces(shift, cluster.name, placesOfEntries(found.entries));
  if (!decision.allowed) {
    shift.decide(decision);
    await shift.answer(refusalMessage(decision));
    return "refused";
  }
  shift.doubt(found.gaps.length);
  await shift.answer(healthMessage(found, { cluster: cluster.name, visibleTo: shift.job.reply.visibleTo }));
  return found.verdict;
}
