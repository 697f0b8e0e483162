import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { compileConfig } from "../src/config/compile-config.ts";
import { readCompiled } from "../src/config/read-compiled.ts";
import type { ChangingMesh } from "../src/faces/playground/beside-slack.ts";
import type { PlaygroundOptions } from "../src/faces/playground/playground.ts";
import type { Config } from "../src/model/config.ts";
import type { Deployment } from "./deployment.ts";
import { loadBundle } from "./load-bundle.ts";

/**
 * What a playground needs of functions that were built into a folder: how to load them, and what goes with them on AWS.
 * The schedules are those of `deployment.json`, as serverless.yml deploys them.
 */
export function builtParts(
  folder: string,
): Pick<PlaygroundOptions, "load" | "schedules" | "routingKeySecrets"> & { readonly mesh?: ChangingMesh } {
  const deployment = JSON.parse(readFileSync(join(folder, "deployment.json"), "utf8")) as Deployment;
  const file = join(folder, "worker/config.json");
  const config = readCompiled(readFileSync(file, "utf8"));
  const mesh = changingMesh(config, file);
  return {
    load: async (name) => loadBundle(folder, name),
    schedules: deployment.events.map(({ schedule }) => schedule),
    routingKeySecrets: routingKeySecrets(config),
    ...(mesh === undefined ? {} : { mesh }),
  };
}

function routingKeySecrets({ ladders }: Config): readonly string[] {
  const targets = ladders.flatMap(({ rungs }) => rungs.flatMap(({ notify }) => notify));
  return [...new Set(targets.flatMap((each) => (each.kind === "pagerduty" ? [each.routingKeySecret] : [])))];
}

/** The first cluster can look like itself and like each of the others: its snapshots are put in place of its own. */
function changingMesh(config: Config, file: string): ChangingMesh | undefined {
  const [own, ...others] = config.clusters;
  if (own === undefined || others.length === 0) return undefined;
  return {
    cluster: own.name,
    stories: [own, ...others].map(({ name }) => name),
    become: async (story) => {
      const snapshot = config.clusters.find(({ name }) => name === story)?.snapshot ?? own.snapshot;
      writeFileSync(file, compileConfig({ ...config, clusters: [{ ...own, snapshot }, ...others] }));
    },
  };
}
