import type { Diagnosis } from "../../model/diagnosis.ts";
import { MeshError } from "../../model/mesh-error.ts";
import { fileSource } from "../../source/files/file-source.ts";
import { clusterNamed } from "../config/cluster-named.ts";
import { readConfig, usualFile } from "../config/read-config.ts";
import { snapshotPaths } from "../config/snapshot-paths.ts";
import { playbookNamed } from "../question/playbook-named.ts";
import type { Why } from "./command-from.ts";
import { exit, type Io } from "./io.ts";
import { printDiagnosis } from "./print-diagnosis.ts";
import { timedDiagnosis } from "./timed-diagnosis.ts";

/** Answers one question and prints the diagnosis. */
export async function why({ question, snapshots, config, at, playbook, ...print }: Why, io: Io): Promise<number> {
  const paths = snapshots.length > 0 ? snapshots : configuredPaths(question.cluster, config);
  const source = fileSource({
    paths,
    ...(snapshots.includes("-") ? { stdin: io.stdin } : {}),
    ...(at === undefined ? {} : { at }),
  });
  const { diagnosis, timings } = await timedDiagnosis(question, playbookNamed(playbook), source);
  printDiagnosis(diagnosis, print, io);
  if (print.verbose) io.err(timings);
  return statusOf(diagnosis);
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

function statusOf({ verdict }: Diagnosis): number {
  switch (verdict) {
    case "healthy":
      return exit.healthy;
    case "unknown":
      return exit.unknown;
    default:
      return exit.hurt;
  }
}
