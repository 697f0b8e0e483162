/** `mesh serve` with everything behind it: a Slack to talk to, a table, over HTTP or Socket Mode. */
import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { readConfig } from "../../src/faces/config/read-config.ts";
import { type SlackServer, startSlackServer } from "../../src/faces/playground/slack-server.ts";
import { givenSecrets } from "../../src/faces/serve/given-secrets.ts";
import { type Service, type ServiceOptions, startService } from "../../src/faces/serve/start-service.ts";
import type { Store } from "../../src/model/store.ts";
import { dynamoStore } from "../../src/store/dynamo-store.ts";
import { type Bot, botOn } from "./bot.ts";
import { type LocalDynamo, localDynamo } from "./dynalite.ts";
import { type SocketSlack, startSocketSlack } from "./socket-slack.ts";

const root = join(import.meta.dirname, "../..");
export const exampleConfig = join(root, "examples/playground.yaml");

const env = {
  MESHWHY_SIGNING_SECRET: "served-signing-secret",
  MESHWHY_BOT_TOKEN: "xoxb-served-bot-token",
  MESHWHY_APP_TOKEN: "xapp-served-app-token",
  MESHWHY_SECRET_PLAYGROUND_PAGERDUTY_SHOP: "served0fake0routing0key0000000000",
} as const;

/** What surrounds a server. */
export interface Surroundings {
  readonly slack: SlackServer;
  readonly socketSlack: SocketSlack;
  readonly dynamo: LocalDynamo;
  /** What the server is to find in its environment. */
  readonly env: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

export async function startSurroundings(): Promise<Surroundings> {
  const dynamo = await localDynamo();
  const slack = await startSlackServer({
    signingSecret: env.MESHWHY_SIGNING_SECRET,
    botToken: env.MESHWHY_BOT_TOKEN,
    retryDelaysMs: [20],
  });
  const socketSlack = await startSocketSlack(slack.url, env.MESHWHY_APP_TOKEN);
  return {
    slack,
    socketSlack,
    dynamo,
    env: {
      ...env,
      AWS_REGION: "eu-central-1",
      AWS_ACCESS_KEY_ID: "local",
      AWS_SECRET_ACCESS_KEY: "local",
      AWS_ENDPOINT_URL_DYNAMODB: dynamo.endpoint,
      MESHWHY_TABLE: dynamo.table,
      MESHWHY_SLACK_API_URL: socketSlack.apiUrl,
      MESHWHY_RESPONSE_HOSTS: new URL(slack.url).host,
    },
    close: async () => {
      await slack.close();
      await socketSlack.close();
      await dynamo.stop();
    },
  };
}

/** A bot that is served from this process. */
export interface Served {
  readonly bot: Bot;
  readonly service: Service;
  readonly surroundings: Surroundings;
  readonly said: readonly string[];
}

export async function startServed(
  mode: "http" | "socket",
  options: Partial<ServiceOptions> = {},
  storeOf: (store: Store) => Store = (store) => store,
): Promise<Served> {
  const surroundings = await startSurroundings();
  const { slack, socketSlack, dynamo } = surroundings;
  const said: string[] = [];
  const troubles: string[] = [];
  const service = await startService({
    config: readConfig(exampleConfig),
    folder: join(root, "examples"),
    store: storeOf(dynamoStore({ client: dynamo.client, table: dynamo.table, token: randomUUID })),
    secrets: givenSecrets(env, () => ""),
    host: "127.0.0.1",
    port: 0,
    socket: mode === "socket",
    slackApiUrl: socketSlack.apiUrl,
    responseHosts: [new URL(slack.url).host],
    retryAfter: [20, 40],
    reconnectAfter: [20],
    now: Date.now,
    log: {
      say: (level, message) => said.push(`${level}: ${message}`),
      job: () => undefined,
      trouble: (job, error) => troubles.push(`${job}: ${error}`),
    },
    ...options,
  });
  slack.connect(mode === "socket" ? socketSlack.requestUrl : `${service.url}/slack/events`);
  const bot = botOn({
    slack,
    door: `${service.url}/slack/events`,
    behind: { dynamo: dynamo.endpoint, lambda: "", table: dynamo.table },
    idle: service.idle,
    call: async (_name, event) =>
      service.order((event as { readonly order: Parameters<Service["order"]>[0] }).order, Date.now()),
    troubles,
    close: async () => {
      await service.stop(5000);
      await surroundings.close();
    },
  });
  return { bot, service, surroundings, said };
}

/** `node bin/mesh.js serve …`, as a process. */
export interface ServedProcess {
  readonly url: string;
  /** The lines of its log. */
  lines(): readonly Readonly<Record<string, unknown>>[];
  /** All that it wrote, to both streams. */
  output(): string;
  signal(name: NodeJS.Signals): void;
  readonly ended: Promise<number | null>;
}

export async function startServedProcess(
  words: readonly string[],
  given: Readonly<Record<string, string>>,
): Promise<ServedProcess> {
  const child: ChildProcess = spawn(process.execPath, [join(root, "bin/mesh.js"), "serve", ...words], {
    env: { PATH: process.env.PATH ?? "", ...given },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let out = "";
  let err = "";
  child.stdout?.on("data", (chunk) => {
    out += String(chunk);
  });
  child.stderr?.on("data", (chunk) => {
    err += String(chunk);
  });
  const ended = new Promise<number | null>((resolve) => child.on("exit", resolve));
  const lines = (): readonly Readonly<Record<string, unknown>>[] =>
    out
      .split("\n")
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  const ready = (): Readonly<Record<string, unknown>> | undefined => lines().find(({ msg }) => msg === "ready");
  while (ready() === undefined && child.exitCode === null) await sleep(20);
  if (child.exitCode !== null) throw new Error(`mesh serve ended: ${err}${out}`);
  return {
    url: String(ready()?.url),
    lines,
    output: () => out + err,
    signal: (name) => void child.kill(name),
    ended,
  };
}
