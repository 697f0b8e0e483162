/**
 * Builds what is deployed to AWS: `dist/lambda/<function>/index.mjs` with its configuration beside it, and
 * `dist/lambda/deployment.json`, which `serverless.yml` reads. `--config FILE` names the configuration; without it,
 * `meshwhy.yaml` of the current folder, or the example where there is none.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { parseArgs } from "node:util";
import { compileConfig } from "../src/config/compile-config.ts";
import { parseConfig } from "../src/config/parse-config.ts";
import { withoutConnections } from "../src/config/without-connections.ts";
import type { Config } from "../src/model/config.ts";
import { MeshError } from "../src/model/mesh-error.ts";
import { bundleLambda, type LambdaBundle } from "./bundle-lambda.ts";
import { deploymentOf } from "./deployment.ts";
import { packSnapshots } from "./pack-snapshots.ts";
import { writeBuiltIn } from "./playbooks.ts";

const root = join(import.meta.dirname, "..");

/** The example's configuration, for a stage that only shows what meshwhy does. */
export const exampleConfig = join(root, "examples/meshwhy.yaml");

/** What is built from what; tests build functions of their own into folders of their own. */
export interface LambdaBuild {
  /** The file that each function is bundled from, by its name. */
  readonly entries: Readonly<Record<string, string>>;
  readonly configFile: string;
  readonly outdir: string;
}

/** The functions of `serverless.yml`. */
export const lambdaEntries: LambdaBuild["entries"] = {
  slack: join(root, "src/faces/lambda/slack.ts"),
  worker: join(root, "src/faces/lambda/worker.ts"),
  failed: join(root, "src/faces/lambda/failed.ts"),
};

/** The function that reads snapshots: only it carries them. */
const reader = "worker";

/**
 * Builds all functions, and says how big they are.
 * @throws MeshError where the configuration is wrong
 */
export async function buildLambdas({ entries, configFile, outdir }: LambdaBuild): Promise<readonly LambdaBundle[]> {
  const config: Config = parseConfig(readFileSync(configFile, "utf8"), configFile);
  const deployment = deploymentOf(config);
  const bundles: LambdaBundle[] = [];
  for (const [name, entry] of Object.entries(entries)) {
    const folder = join(outdir, name);
    bundles.push(await bundleLambda({ name, entry, outdir: folder, root }));
    const carried = name === reader ? packSnapshots(config, configFile, folder) : withoutConnections(config);
    writeFileSync(join(folder, "config.json"), compileConfig(carried));
  }
  mkdirSync(outdir, { recursive: true });
  writeJson(join(outdir, "deployment.json"), deployment);
  return bundles;
}

function writeJson(file: string, value: unknown): void {
  writeFileSync(file, `${JSON.stringify(value)}\n`);
}

/** What only this machine, or only a pod, can reach is of no use on AWS; and a kubeconfig is never packed. */
function refuseLocal({ clusters }: Config): void {
  for (const { name, live } of clusters) {
    const by = live?.reach.by;
    if (by === "kubeconfig" || by === "service-account")
      throw new MeshError(
        "BAD_CONFIG",
        `Cannot deploy cluster "${name}": ${by === "kubeconfig" ? "a kubeconfig is a file of this machine" : "a function of AWS Lambda is no pod"}`,
        "Name it by eks, or put a kubeconfig with a token into a secret and name that by kubeconfigSecret: docs/install.md.",
      );
  }
}

function configFileFrom(named: string | undefined): string {
  if (named !== undefined && !existsSync(named)) {
    const next = "Write one: docs/install.md shows how.";
    throw new MeshError("BAD_CONFIG", `Cannot read "${named}": there is no such file`, next);
  }
  if (named !== undefined) return resolve(named);
  const usual = resolve("meshwhy.yaml");
  if (existsSync(usual)) return usual;
  process.stderr.write("There is no meshwhy.yaml here: the example's configuration is built in\n");
  return exampleConfig;
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { config: { type: "string" } } });
  writeBuiltIn();
  const configFile = configFileFrom(values.config);
  refuseLocal(parseConfig(readFileSync(configFile, "utf8"), configFile));
  const outdir = join(root, "dist/lambda");
  for (const { name, coldBytes, allBytes } of await buildLambdas({ entries: lambdaEntries, configFile, outdir })) {
    const lazy = allBytes === coldBytes ? "" : `, ${kib(allBytes)} with what is loaded later`;
    process.stdout.write(`${relative(root, join(outdir, name))}: ${kib(coldBytes)}${lazy}\n`);
  }
}

function kib(bytes: number): string {
  return `${Math.round(bytes / 1024)} KiB`;
}

if (import.meta.main) {
  await main().catch((error: unknown) => {
    const message = error instanceof Error ? error.message : String(error);
    const next = error instanceof MeshError ? `\n${error.next}` : "";
    process.stderr.write(`${message}${next}\n`);
    process.exitCode = 1;
  });
}
