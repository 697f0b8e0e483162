import { playbookNamed } from "../question/playbook-named.ts";
import type { Why } from "./command-from.ts";
import type { Io } from "./io.ts";
import { placesOf } from "./places-of.ts";
import { printDiagnosis } from "./print-diagnosis.ts";
import { snapshotSource } from "./snapshot-source.ts";
import { statusOf } from "./status-of.ts";
import { timedDiagnosis } from "./timed-diagnosis.ts";
import { watch } from "./watch.ts";

/** Answers one question and prints the diagnosis; where it is watched, again and again. */
export async function why(command: Why, io: Io): Promise<number> {
  const { question, snapshots, config, at, playbook, watch: watching, ...print } = command;
  const paths = placesOf({ snapshots, cluster: question.cluster, config });
  const source = snapshotSource({ snapshots: paths, at }, io);
  const checks = playbookNamed(playbook);
  if (watching !== undefined) return watch({ question, playbook: checks, source, print }, watching, io);
  const { diagnosis, timings } = await timedDiagnosis(question, checks, source);
  printDiagnosis(diagnosis, print, io);
  if (print.verbose) io.err(timings);
  return statusOf(diagnosis.verdict);
}
