import { health as healthOf } from "../../diagnose/health.ts";
import { digest as compared } from "../../follow/digest.ts";
import { digestVerdict } from "../../model/digest.ts";
import { digestJsonText } from "../../render/digest-json.ts";
import { digestPage } from "../../render/digest-page.ts";
import { playbookNamed } from "../question/playbook-named.ts";
import { asking } from "./asking.ts";
import type { DigestCommand } from "./command.ts";
import { readDigest, writeDigest } from "./digest-file.ts";
import type { Io } from "./io.ts";
import { mostPairs } from "./most-pairs.ts";
import { printPage } from "./print-page.ts";
import { statusOf } from "./status-of.ts";
import { timed } from "./timed.ts";

/** Prints what is new since the last digest, and saves what the next one is compared with. */
export async function digest(command: DigestCommand, io: Io): Promise<number> {
  const { namespaces, pairs, previous: before, save, playbook, output, details, verbose } = command;
  const previous = before === undefined ? undefined : readDigest(before, { mayBeAbsent: before === save });
  const scope = { of: [], namespaces, pairs };
  const checks = playbookNamed(playbook);
  return asking(command, io, async ({ source, observer, name }) => {
    const { answer, timings } = await timed(source, scope, observer, (snapshot) =>
      compared({
        name: "mesh digest",
        cluster: name ?? "snapshot",
        at: snapshot.at,
        health: healthOf(snapshot, checks, scope, { most: mostPairs }),
        previous,
        mutes: [],
      }),
    );
    printPage(digestPage(answer, { details }), () => digestJsonText(answer), output, io);
    if (save !== undefined) writeDigest(save, answer.record);
    if (verbose) io.err(timings);
    return statusOf(digestVerdict(answer));
  });
}
