/** The Slack bot's figures, from its bundles as they are deployed: `node bench/slack.ts [--quick]`. */

import { spawnSync } from "node:child_process";
import { createHmac } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { argv, execPath, stdout } from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { buildLambdas, lambdaEntries } from "../scripts/build-lambdas.ts";
import { loadBundle } from "../scripts/load-bundle.ts";
import type { GatewayEvent, GatewayResult } from "../src/faces/lambda/gateway-event.ts";
import { startPlayground } from "../src/faces/playground/playground.ts";

const root = join(import.meta.dirname, "..");
const quick = argv.includes("--quick");
const signingSecret = "playground-signing-secret";
const environment = {
  AWS_REGION: "us-east-1",
  AWS_ACCESS_KEY_ID: "bench",
  AWS_SECRET_ACCESS_KEY: "bench",
  LOG_LEVEL: "silent",
  MESHWHY_TABLE: "bench",
  MESHWHY_WORKER: "worker",
  MESHWHY_SIGNING_SECRET: signingSecret,
  MESHWHY_BOT_TOKEN: "xoxb-bench",
} as const;

/** Prints the figures with their aims beside them. Nothing here passes or fails. */
async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "meshwhy-bench-"));
  try {
    const bundles = await buildLambdas({
      entries: lambdaEntries,
      configFile: join(root, "examples/playground.yaml"),
      outdir: folder,
    });
    for (const { name, coldBytes, allBytes } of bundles)
      say(`bundle ${name}`, `${megabytes(coldBytes)}, ${megabytes(allBytes)} with what is loaded later`, sizes[name]);
    coldImport(folder, "slack", "cold import of slack", "aim ≤ 100 ms");
    coldImport(
      folder,
      "slack",
      "cold import of slack with what is loaded later",
      "aim ≤ 140 ms",
      later(folder, "slack"),
    );
    coldImport(folder, "worker", "cold import of worker", "aim ≤ 200 ms");
    await acknowledgements(folder);
    await manyAtOnce(folder, quick ? 30 : 200);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const sizes: Readonly<Record<string, string>> = {
  slack: "aim ≤ 1.3 MB, ≤ 2 MB with what is loaded later",
  worker: "aim ≤ 3 MB",
};

/** The parts of a function that forms and live search import when they are first used. */
function later(folder: string, name: string): readonly string[] {
  return readdirSync(join(folder, name)).filter((file) => file.endsWith(".mjs") && file !== "index.mjs");
}

/** In a process of its own each time, as Lambda starts it; then the other files, in the same process. */
function coldImport(folder: string, name: string, what: string, aim: string, others: readonly string[] = []): void {
  const imports = ["index.mjs", ...others].map(
    (file) => `await import(${JSON.stringify(pathToFileURL(join(folder, name, file)).href)});`,
  );
  const script = `const began = performance.now(); ${imports.join(" ")} console.log(performance.now() - began)`;
  const times = Array.from({ length: 9 }, () => {
    const run = spawnSync(execPath, ["--input-type=module", "-e", script], {
      encoding: "utf8",
      env: { ...process.env, ...environment },
    });
    if (run.status !== 0) throw new Error(`Cannot import ${name}: ${run.stderr}`);
    return Math.round(Number(run.stdout));
  }).sort((a, b) => a - b);
  say(what, `best ${times[0]} ms, median ${times[4]} ms`, aim);
}

/** The handler in this process, 50 requests a second; Lambda's side of the hand-over answers at once. */
async function acknowledgements(folder: string): Promise<void> {
  const lambda = createServer((request, response) => {
    request.resume().on("end", () => response.writeHead(202).end());
  });
  await new Promise<void>((resolve) => lambda.listen(0, "127.0.0.1", resolve));
  Object.assign(process.env, environment, {
    AWS_ENDPOINT_URL_LAMBDA: `http://127.0.0.1:${(lambda.address() as AddressInfo).port}`,
  });
  const { handler } = (await import(pathToFileURL(join(folder, "slack", "index.mjs")).href)) as {
    handler(event: GatewayEvent): Promise<GatewayResult>;
  };
  const once = async (number: number): Promise<number> => {
    const event = signedEvent(number);
    const began = performance.now();
    const { statusCode } = await handler(event);
    if (statusCode !== 200) throw new Error(`The handler answers ${statusCode}`);
    return performance.now() - began;
  };
  for (let number = 0; number < 20; number += 1) await once(number);
  const asked: Promise<number>[] = [];
  const began = performance.now();
  const total = quick ? 100 : 1000;
  for (let number = 0; number < total; number += 1) {
    asked.push(once(1000 + number));
    await sleep(Math.max(0, began + (number + 1) * 20 - performance.now()));
  }
  const times = (await Promise.all(asked)).sort((a, b) => a - b);
  const at = (share: number): string => `${(times[Math.floor(times.length * share)] ?? 0).toFixed(1)} ms`;
  say(`acknowledgement, warm, 50 a second, ${total} in all`, `p50 ${at(0.5)}, p99 ${at(0.99)}`, "aim p99 ≤ 50 ms");
  lambda.closeAllConnections();
  lambda.close();
}

/** Through signed HTTP, with everything behind it in this process: dynalite and a Slack too. */
async function manyAtOnce(folder: string, count: number): Promise<void> {
  const playground = await startPlayground({
    load: async (name) => loadBundle(folder, name),
    tickEvery: 0,
    environment: { LOG_LEVEL: "silent" },
    onError: (message) => stdout.write(`${message}\n`),
  });
  const began = performance.now();
  const statuses = await Promise.all(
    Array.from({ length: count }, async (_, number) => {
      const { body, headers } = signed(number);
      return (await fetch(`${playground.gateway.url}/slack/events`, { method: "POST", body, headers })).status;
    }),
  );
  const acknowledged = performance.now() - began;
  await playground.lambda.idle();
  const seconds = (performance.now() - began) / 1000;
  const messages = playground.slack.state.messages;
  const answered = messages.filter(({ text }) => text.includes("is broken")).length;
  const resident = Math.round(process.memoryUsage().rss / 1e6);
  say(
    `${count} questions at once`,
    `${statuses.filter((status) => status === 200).length} acknowledged within ${(acknowledged / 1000).toFixed(1)} s; ` +
      `${answered} answers in ${messages.length} messages after ${seconds.toFixed(1)} s; ${resident} MB resident`,
    "aim: all answered once, none lost",
  );
  await playground.close();
}

function signed(number: number): { readonly body: string; readonly headers: Readonly<Record<string, string>> } {
  const body = new URLSearchParams({
    team_id: "T0SHOP00001",
    channel_id: "C0ONCALL001",
    user_id: "U0ONDUTY001",
    command: "/mesh",
    text: "why checkout payment",
    response_url: "http://127.0.0.1:9/response/none",
    trigger_id: `${number}.bench`,
  }).toString();
  const at = String(Math.floor(Date.now() / 1000));
  const signature = createHmac("sha256", signingSecret).update(`v0:${at}:${body}`).digest("hex");
  const headers = {
    "content-type": "application/x-www-form-urlencoded",
    "x-slack-signature": `v0=${signature}`,
    "x-slack-request-timestamp": at,
  };
  return { body, headers };
}

function signedEvent(number: number): GatewayEvent {
  const { body, headers } = signed(number);
  return {
    headers,
    body: Buffer.from(body).toString("base64"),
    isBase64Encoded: true,
    requestContext: { http: { method: "POST" } },
  };
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(2)} MB`;
}

function say(what: string, figure: string, aim = ""): void {
  stdout.write(`${what}\n    ${figure}\n${aim === "" ? "" : `    ${aim}\n`}`);
}

await main();
