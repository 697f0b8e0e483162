/**
 * `npm start`: the whole bot on this machine, with a page that plays Slack's part. `--snapshot PATH` (may be repeated)
 * asks about files of your own instead of the example, `--config FILE` takes another meshwhy.yaml, `--port N` another
 * port. Ends with Ctrl-C; nothing is kept.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { compileConfig } from "../src/config/compile-config.ts";
import { readCompiled } from "../src/config/read-compiled.ts";
import { startPlayground } from "../src/faces/playground/playground.ts";
import type { ClusterConfig, Config } from "../src/model/config.ts";
import { MeshError } from "../src/model/mesh-error.ts";
import { buildLambdas, lambdaEntries } from "./build-lambdas.ts";
import { builtParts } from "./built-parts.ts";
import { deploymentOf } from "./deployment.ts";
import { writeBuiltIn } from "./playbooks.ts";

const root = join(import.meta.dirname, "..");
const usual = join(root, "examples/playground.yaml");

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      config: { type: "string", default: usual },
      snapshot: { type: "string", multiple: true, default: [] },
      port: { type: "string", default: "8930" },
    },
  });
  const folder = mkdtempSync(join(tmpdir(), "meshwhy-playground-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  process.stdout.write("Building the functions …\n");
  writeBuiltIn();
  await build(folder, resolve(values.config), values.snapshot);
  const playground = await startPlayground({
    ...builtParts(folder),
    port: Number(values.port),
    retryAfter: [2000, 5000],
    onError: (message) => process.stderr.write(`${message}\n`),
  });
  // Live search knows the names of the first mesh at once, and not only when its schedule strikes.
  const names = playground.scheduler.notes().find(({ verb }) => verb === "catalogue");
  if (names !== undefined) await playground.scheduler.run(names.id);
  process.stdout.write(
    `\nSlack is played at ${playground.url}\nOpen it and type: /mesh why checkout payment\nClock runs schedules and lets time pass; Pager shows what PagerDuty would. Nothing leaves this machine.\nEnd with Ctrl-C.\n`,
  );
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.once(signal, () => {
      void playground.close().then(() => process.exit(0));
    });
}

/** The functions with their configuration; a snapshot of one's own is asked about as the cluster `mine`, first of all. */
async function build(outdir: string, configFile: string, snapshots: readonly string[]): Promise<void> {
  await buildLambdas({ entries: lambdaEntries, configFile, outdir });
  if (snapshots.length === 0) return;
  const mine = { name: "mine", snapshot: snapshots.map((path) => resolve(path)) };
  for (const name of Object.keys(lambdaEntries)) {
    // As it was built: the worker finds the snapshots of the others beside it.
    const file = join(outdir, name, "config.json");
    const changed = withMine(readCompiled(readFileSync(file, "utf8")), mine);
    writeFileSync(file, compileConfig(changed));
    writeFileSync(join(outdir, "deployment.json"), JSON.stringify(deploymentOf(changed)));
  }
}

function withMine(config: Config, mine: ClusterConfig): Config {
  const channels = config.slack.channels.map(({ namespace: _, ...channel }) => ({ ...channel, cluster: mine.name }));
  return { ...config, clusters: [mine, ...config.clusters], slack: { ...config.slack, channels } };
}

try {
  await main();
} catch (error) {
  if (!(error instanceof MeshError)) throw error;
  process.stderr.write(`${error.message}\n${error.next}\n`);
  process.exitCode = 2;
}
