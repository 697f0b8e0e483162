import { MeshError } from "../../model/mesh-error.ts";
import { clusterNamed } from "../config/cluster-named.ts";
import { readConfig, usualFile } from "../config/read-config.ts";
import { snapshotPaths } from "../config/snapshot-paths.ts";
import { playbookNamed } from "../question/playbook-named.ts";
import type { Why } from "./command-from.ts";
import type { Io } from "./io.ts";
import { printDiagnosis } from "./print-diagnosis.ts";
import { snapshotSource } from "./snapshot-source.ts";
import { statusOf } from "./status-of.ts";
import { timedDiagnosis } from "./timed-diagnosis.ts";

/** Answers one question and prints the diagnosis. */
export async function why({ question, snapshots, config, at, playbook, ...print }: Why, io: Io): Promise<number> {
  const paths = snapshots.length > 0 ? snapshots : configuredPaths(question.cluster, config);
  const source = snapshotSource({ snapshots: paths, at }, io);
  const { diagnosis, timings } = await timedDiagnosis(question, playbookNamed(playbook), source);
  printDiagnosis(diagnosis, print, io);
  if (print.verbose) io.err(timings);
  return statusOf(diagnosis.verdict);
}

/** @throws MeshError where no place is named, or none that can be asked */
function configuredPaths(cluster: string | undefined, config: string | undefined): readonly string[] {
  if (cluster === undefined && config === undefined)
    throw new MeshError(
      "USAGE",
      "Cannot answer: no snapshot is named",
      "Add --snapshot DIR (files as kubectl get -o yaml prints them), or try mesh demo.",
    );
  const file = config ?? usualFile;
  return snapshotPaths(clusterNamed(readConfig(file), cluster), file);
}
