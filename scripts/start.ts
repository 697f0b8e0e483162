/**
 * `npm start`: the whole bot on this machine, with a page that plays Slack's part. `--snapshot PATH` (may be repeated)
 * asks about files of your own instead of the example, `--config FILE` takes another meshwhy.yaml, `--port N` another
 * port. Ends with Ctrl-C; nothing is kept.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { isAbsolute, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { compileConfig } from "../src/config/compile-config.ts";
import { parseConfig } from "../src/config/parse-config.ts";
import { startPlayground } from "../src/faces/playground/playground.ts";
import { MeshError } from "../src/model/mesh-error.ts";
import { buildLambdas, lambdaEntries } from "./build-lambdas.ts";
import { builtParts } from "./built-parts.ts";
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
  await playground.call("worker", { source: "meshwhy.schedule", order: { verb: "catalogue", cluster: "demo" } });
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
  const config = parseConfig(readFileSync(configFile, "utf8"), configFile);
  const mine = { name: "mine", snapshot: snapshots.map((path) => (isAbsolute(path) ? path : resolve(path))) };
  const channels = config.slack.channels.map(({ namespace: _, ...channel }) => ({ ...channel, cluster: "mine" }));
  const changed = { ...config, clusters: [mine, ...config.clusters], slack: { ...config.slack, channels } };
  for (const name of Object.keys(lambdaEntries))
    writeFileSync(join(outdir, name, "config.json"), compileConfig(changed));
}

try {
  await main();
} catch (error) {
  if (!(error instanceof MeshError)) throw error;
  process.stderr.write(`${error.message}\n${error.next}\n`);
  process.exitCode = 2;
}
