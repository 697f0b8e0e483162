/**
 * The functions as AWS would run them, on this machine: API Gateway and Lambda by serverless-offline, the table by
 * dynalite. `--config FILE` names the configuration, `--port`, `--lambda-port` and `--table-port` the ports,
 * `--no-build` takes the bundles that are there. Ends with Ctrl-C; nothing is kept.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { startLocalTable } from "../src/faces/playground/local-table.ts";

const root = join(import.meta.dirname, "..");
const host = "127.0.0.1";
/** `params.local` of serverless.yml. */
const table = "meshwhy-local";
const credentials = { accessKeyId: "local", secretAccessKey: "local" };

interface Ports {
  readonly http: string;
  readonly lambda: string;
  readonly table: string;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      config: { type: "string" },
      port: { type: "string", default: "3000" },
      "lambda-port": { type: "string", default: "3002" },
      "table-port": { type: "string", default: "8000" },
      "no-build": { type: "boolean", default: false },
    },
  });
  if (!values["no-build"]) await build(values.config);
  const state = await startLocalTable(table, Number(values["table-port"]));
  try {
    process.exitCode = await serve({ http: values.port, lambda: values["lambda-port"], table: String(state.port) });
  } finally {
    state.stop();
  }
}

async function build(config: string | undefined): Promise<void> {
  const words = ["scripts/build-lambdas.ts", ...(config === undefined ? [] : ["--config", config])];
  const child = spawn(process.execPath, words, { cwd: root, stdio: "inherit" });
  const [status] = (await once(child, "exit")) as [number | null];
  if (status !== 0) throw new Error("Cannot run offline: the bundles do not build");
}

/** Runs until it is told to stop, and gives its exit status. */
async function serve(ports: Ports): Promise<number> {
  const serverless = join(root, "node_modules/serverless/bin/serverless.js");
  const words = ["offline", "start", "--stage", "local", "--httpPort", ports.http, "--lambdaPort", ports.lambda];
  const child = spawn(process.execPath, [serverless, ...words], {
    cwd: root,
    stdio: "inherit",
    env: { ...localEnvironment(ports), ...process.env },
  });
  process.stderr.write(`Slack's requests go to http://${host}:${ports.http}/slack/events\n`);
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => child.kill(signal));
  const [status] = (await once(child, "exit")) as [number | null];
  return status ?? 0;
}

/** What the functions find instead of AWS. Whoever sets one of these before keeps it: a real token, another Slack. */
function localEnvironment(ports: Ports): Readonly<Record<string, string>> {
  return {
    AWS_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_ENDPOINT_URL_LAMBDA: `http://${host}:${ports.lambda}`,
    AWS_ENDPOINT_URL_DYNAMODB: `http://${host}:${ports.table}`,
    MESHWHY_SIGNING_SECRET: "local signing secret",
    MESHWHY_BOT_TOKEN: "xoxb-local",
    SLS_TELEMETRY_DISABLED: "1",
  };
}

if (import.meta.main) {
  await main().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  });
}
