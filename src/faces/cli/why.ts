import type { Diagnosis } from "../../model/diagnosis.ts";
import { MeshError } from "../../model/mesh-error.ts";
import { fileSource } from "../../source/files/file-source.ts";
import { playbookNamed } from "../question/playbook-named.ts";
import type { Why } from "./command-from.ts";
import { exit, type Io } from "./io.ts";
import { printDiagnosis } from "./print-diagnosis.ts";
import { timedDiagnosis } from "./timed-diagnosis.ts";

/** Answers one question and prints the diagnosis. */
export async function why({ question, snapshots, at, playbook, ...print }: Why, io: Io): Promise<number> {
  if (snapshots.length === 0) {
    throw new MeshError(
      "USAGE",
      "Cannot answer: no snapshot is named",
      "Add --snapshot DIR (files as kubectl get -o yaml prints them), or try mesh demo.",
    );
  }
  const source = fileSource({
    paths: snapshots,
    ...(snapshots.includes("-") ? { stdin: io.stdin } : {}),
    ...(at === undefined ? {} : { at }),
  });
  const { diagnosis, timings } = await timedDiagnosis(question, playbookNamed(playbook), source);
  printDiagnosis(diagnosis, print, io);
  if (print.verbose) io.err(timings);
  return statusOf(diagnosis);
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
