import { health as healthOf } from "../../diagnose/health.ts";
import { digest as compared } from "../../follow/digest.ts";
import { digestVerdict } from "../../model/digest.ts";
import { digestJsonText } from "../../render/digest-json.ts";
import { digestPage } from "../../render/digest-page.ts";
import { playbookNamed } from "../question/playbook-named.ts";
import type { DigestCommand } from "./command-from.ts";
import { readDigest, writeDigest } from "./digest-file.ts";
import type { Io } from "./io.ts";
import { mostPairs } from "./most-pairs.ts";
import { placesOf } from "./places-of.ts";
import { printPage } from "./print-page.ts";
import { snapshotSource } from "./snapshot-source.ts";
import { statusOf } from "./status-of.ts";
import { timed } from "./timed.ts";

/** Prints what is new since the last digest, and saves what the next one is compared with. */
export async function digest(command: DigestCommand, io: Io): Promise<number> {
  const { namespaces, pairs, previous: before, save, playbook, output, details, verbose } = command;
  const previous = before === undefined ? undefined : readDigest(before, { mayBeAbsent: before === save });
  const scope = { of: [], namespaces, pairs };
  const checks = playbookNamed(playbook);
  const { answer, timings } = await timed(
    snapshotSource({ snapshots: placesOf(command), at: command.at }, io),
    scope,
    (snapshot) => {
      const health = healthOf(snapshot, checks, scope, { most: mostPairs });
      return compared({
        name: "mesh digest",
        cluster: command.cluster ?? "snapshot",
        at: snapshot.at,
        health,
        previous,
        mutes: [],
      });
    },
  );
  printPage(digestPage(answer, { details }), () => digestJsonText(answer), output, io);
  if (save !== undefined) writeDigest(save, answer.record);
  if (verbose) io.err(timings);
  return statusOf(digestVerdict(answer));
}
