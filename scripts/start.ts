/**
 * `npm start`: the whole bot on this machine, with a page that plays Slack's part. `--snapshot PATH` (may be repeated)
 * asks about files of your own instead of the example, `--context NAME` or `--kubeconfig FILE` about a cluster of your
 * own, read live; `--config FILE` takes another meshwhy.yaml, `--port N` another port. Ends with Ctrl-C; nothing is kept.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { compileConfig } from "../src/config/compile-config.ts";
import { readCompiled } from "../src/config/read-compiled.ts";
import { startPlayground } from "../src/faces/playground/playground.ts";
import type { ClusterConfig, Config } from "../src/model/config.ts";
import { MeshError } from "../src/model/mesh-error.ts";
import { chooseContext } from "../src/source/cluster/choose-context.ts";
import { kubeconfigFiles, readKubeconfigs } from "../src/source/cluster/kubeconfig.ts";
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
      context: { type: "string" },
      kubeconfig: { type: "string" },
      port: { type: "string", default: "8930" },
    },
  });
  const folder = mkdtempSync(join(tmpdir(), "meshwhy-playground-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  process.stdout.write("Building the functions …\n");
  writeBuiltIn();
  const mine = ownCluster(values);
  await build(folder, resolve(values.config), mine);
  const playground = await startPlayground({
    ...builtParts(folder),
    port: Number(values.port),
    retryAfter: [2000, 5000],
    onError: (message) => process.stderr.write(`${message}\n`),
  });
  // Live search knows the names of the first mesh at once, and not only when its schedule strikes.
  const names = playground.scheduler.notes().find(({ verb }) => verb === "catalogue");
  if (names !== undefined) await playground.scheduler.run(names.id);
  const leaves = `Nothing leaves this machine${mine?.live === undefined ? "" : ", but for what is read of the cluster"}.`;
  process.stdout.write(
    `\nSlack is played at ${playground.url}\nOpen it and type: /mesh why checkout payment\nClock runs schedules and lets time pass; Pager shows what PagerDuty would. ${leaves}\nEnd with Ctrl-C.\n`,
  );
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.once(signal, () => {
      void playground.close().then(() => process.exit(0));
    });
}

/** A snapshot or a live cluster of one's own. @throws MeshError where there is no such file or context */
function ownCluster({
  snapshot,
  context,
  kubeconfig,
}: {
  readonly snapshot: readonly string[];
  readonly context?: string | undefined;
  readonly kubeconfig?: string | undefined;
}): ClusterConfig | undefined {
  const name = "mine";
  const absent = snapshot.find((path) => !existsSync(path));
  if (absent !== undefined)
    throw new MeshError(
      "UNREADABLE_INPUT",
      `Cannot read "${absent}": there is no such file or folder`,
      "Check its path.",
    );
  if (snapshot.length > 0) return { name, snapshot: snapshot.map((path) => resolve(path)) };
  if (context === undefined && kubeconfig === undefined) return undefined;
  const chosen = chooseContext(readKubeconfigs(kubeconfigFiles(kubeconfig, process.env)), context);
  const reach = {
    by: "kubeconfig" as const,
    ...(kubeconfig === undefined ? {} : { file: resolve(kubeconfig) }),
    context: chosen.name,
    // What kubectl would run for this user is run for them.
    allowExec: true,
  };
  process.stdout.write(`The cluster of context "${chosen.name}" is asked, live: only what a question needs is read.\n`);
  return { name, snapshot: [], live: { reach, deadlineSeconds: 20 } };
}

/** The functions with their configuration; a cluster of one's own is asked about first of all. */
async function build(outdir: string, configFile: string, mine: ClusterConfig | undefined): Promise<void> {
  await buildLambdas({ entries: lambdaEntries, configFile, outdir });
  if (mine === undefined) return;
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

/** What whoever typed it can mend; `undefined`: a bug. */
function mendable(error: unknown): MeshError | undefined {
  if (error instanceof MeshError) return error;
  const { code = "", message } = error as NodeJS.ErrnoException;
  if (code === "EADDRINUSE")
    return new MeshError(
      "UNAVAILABLE",
      "Cannot open the page: another program listens on its port",
      "End that program, or take another port: npm start -- --port 8931.",
    );
  if (code.startsWith("ERR_PARSE_ARGS") || code === "ERR_SOCKET_BAD_PORT")
    return new MeshError(
      "USAGE",
      `Cannot start: ${message}`,
      "Write it as npm start -- [--snapshot PATH]… [--context NAME] [--kubeconfig FILE] [--config FILE] [--port N].",
    );
  return undefined;
}

try {
  await main();
} catch (error) {
  const told = mendable(error);
  if (told === undefined) throw error;
  process.stderr.write(`${told.message}\n${told.next}\n`);
  // What is started already would keep the process.
  process.exit(2);
}
