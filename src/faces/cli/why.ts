import { playbookNamed } from "../question/playbook-named.ts";
import type { Why } from "./command-from.ts";
import type { Io } from "./io.ts";
import { placesOf } from "./places-of.ts";
import { printDiagnosis } from "./print-diagnosis.ts";
import { snapshotSource } from "./snapshot-source.ts";
import { statusOf } from "./status-of.ts";
import { timedDiagnosis } from "./timed-diagnosis.ts";

/** Answers one question and prints the diagnosis. */
export async function why({ question, snapshots, config, at, playbook, ...print }: Why, io: Io): Promise<number> {
  const paths = placesOf({ snapshots, cluster: question.cluster, config });
  const source = snapshotSource({ snapshots: paths, at }, io);
  const { diagnosis, timings } = await timedDiagnosis(question, playbookNamed(playbook), source);
  printDiagnosis(diagnosis, print, io);
  if (print.verbose) io.err(timings);
  return statusOf(diagnosis.verdict);
}
