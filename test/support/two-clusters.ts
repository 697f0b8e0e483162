import { existsSync } from "node:fs";
import { answer } from "../../src/diagnose/answer.ts";
import { playbookNamed } from "../../src/faces/question/playbook-named.ts";
import { questionFrom } from "../../src/faces/question/question-from.ts";
import type { Diagnosis } from "../../src/model/diagnosis.ts";
import type { Source } from "../../src/model/source.ts";
import { fileSource } from "../../src/source/files/file-source.ts";
import { pairSource } from "../../src/source/pair-source.ts";

const root = new URL("../scenarios/two-clusters/", import.meta.url).pathname;

/** Paths of a cluster's files: the base, and what scenarios lay over it. */
export function pathsOf(cluster: string, overlays: readonly string[]): readonly string[] {
  const laid = overlays.map((name) => `${root}overlays/${name}/${cluster}.yaml`).filter((path) => existsSync(path));
  return [`${root}${cluster}`, ...laid];
}

/** Both clusters from files, east first. */
export function twoClusters(overlays: readonly string[]): Source {
  const source = (cluster: string): Source =>
    fileSource({ paths: pathsOf(cluster, overlays), called: (path) => path.slice(root.length) });
  return pairSource({ cluster: "east", source: source("east") }, { cluster: "west", source: source("west") });
}

/** What is answered to checkout in east, who calls payment in west. */
export async function askBoth(source: Source, from = "checkout@east", to = "payment@west"): Promise<Diagnosis> {
  const question = questionFrom({ from, to });
  return answer(question, playbookNamed("why"), await source.read(question));
}
