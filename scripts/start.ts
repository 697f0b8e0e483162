/**
 * `npm start`: the whole bot on this machine, with a page that plays Slack's part. `--snapshot PATH` (may be repeated)
 * asks about files of your own instead of the example, `--context NAME` or `--kubeconfig FILE` about a cluster of your
 * own, read live; `--config FILE` takes another meshwhy.yaml, `--port N` another port. Ends with Ctrl-C; nothing is kept.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { compileConfig } from "../src/config/compile-config.ts";
import { parseConfig } from "../src/config/parse-config.ts";
import { startPlayground } from "../src/faces/playground/playground.ts";
import type { ClusterConfig } from "../src/model/config.ts";
import { MeshError } from "../src/model/mesh-error.ts";
import { chooseContext } from "../src/source/cluster/choose-context.ts";
import { kubeconfigFiles, readKubeconfigs } from "../src/source/cluster/kubeconfig.ts";
import { buildLambdas, lambdaEntries } from "./build-lambdas.ts";
import { loadBundle } from "./load-bundle.ts";
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
    load: async (name) => loadBundle(folder, name),
    port: Number(values.port),
    retryAfter: [2000, 5000],
    onError: (message) => process.stderr.write(`${message}\n`),
  });
  await playground.call("worker", {
    source: "meshwhy.schedule",
    order: { verb: "catalogue", cluster: mine?.name ?? "" },
  });
  process.stdout.write(
    `\nSlack is played at ${playground.url}\nOpen it and type: /mesh why checkout payment\nEnd with Ctrl-C.\n`,
  );
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.once(signal, () => {
      void playground.close().then(() => process.exit(0));
    });
}

/** A snapshot or a live cluster of one's own. @throws MeshError where there is no such context */
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
  const config = parseConfig(readFileSync(configFile, "utf8"), configFile);
  const channels = config.slack.channels.map(({ namespace: _, ...channel }) => ({ ...channel, cluster: mine.name }));
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
