import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { WebAPIPlatformError, WebClient } from "@slack/web-api";
import type { Config } from "../../model/config.ts";
import { MeshError } from "../../model/mesh-error.ts";
import type { Store } from "../../model/store.ts";
import { dynamoStore } from "../../store/dynamo-store.ts";
import { readConfig, usualFile } from "../config/read-config.ts";
import { whileWorking } from "../lambda/patience.ts";
import { functionLog } from "../telemetry/log.ts";
import {
  appTokenVariable,
  botTokenVariable,
  type Environment,
  givenSecrets,
  secretLines,
  secretText,
  secretVariable,
  signingVariable,
} from "./given-secrets.ts";
import { type Service, startService } from "./start-service.ts";

/** What the command line says. */
export interface ServeOptions {
  /** Absent: `meshwhy.yaml`. */
  readonly config: string | undefined;
  readonly host: string | undefined;
  readonly port: number | undefined;
  readonly socket: boolean;
  /** The DynamoDB table; absent: `MESHWHY_TABLE`. */
  readonly table: string | undefined;
}

/** The process, as far as a service needs it; tests give their own. */
export interface ServeProcess {
  readonly env: Environment;
  /** Takes whole lines of the log. */
  write(line: string): void;
  /** Resolves when the process is told to stop, with the signal's name. */
  stopped(): Promise<string>;
  /** Calls back with errors that nobody caught, which would end the process and lose what is under way. */
  strays(tell: (error: unknown) => void): void;
  /** Milliseconds since 1970. */
  now(): number;
}

const usualPort = 3000;
/** Kubernetes kills after 30 s. */
const grace = 25_000;
const retryAfter = [60_000, 120_000];
const reconnectAfter = [1000, 2000, 5000, 10_000, 30_000];

/**
 * Runs the bot in this process until it is told to stop. Gives the exit status: 0 where everything that was taken was
 * done, 1 where something was not.
 * @throws MeshError BAD_CONFIG, UNAVAILABLE or STORE_UNAVAILABLE where it cannot begin
 */
export async function serve(
  options: ServeOptions,
  { env, write, stopped, strays, now }: ServeProcess,
): Promise<number> {
  const file = options.config ?? usualFile;
  const config = readConfig(file);
  const readText = (path: string): string => readFileSync(path, "utf8");
  const table = options.table ?? env.MESHWHY_TABLE ?? "";
  checkGiven(config, options.socket, table, env, readText);
  const secrets = givenSecrets(env, readText);
  const log = functionLog({
    level: env.LOG_LEVEL,
    base: { function: "serve", stage: env.MESHWHY_STAGE ?? "local" },
    write,
    hidden: () => secrets.known(),
  });
  const say = (level: "info" | "warn" | "error", message: string): void => log[level](message);
  const client = new DynamoDBClient(whileWorking);
  const store = dynamoStore({
    client,
    table,
    token: randomUUID,
    onCorrupt: (what, why) => log.warn({ what, why }, "an item of the table cannot be understood"),
  });
  const slackApiUrl = env.MESHWHY_SLACK_API_URL;
  await tryOut(config, store, await secrets.botToken(), slackApiUrl, say);
  strays((error) => log.error({ error }, "an error that nobody caught"));
  const told = stopped();
  const service = await startService({
    config,
    folder: dirname(resolve(file)),
    store,
    secrets,
    host: options.host ?? "127.0.0.1",
    port: options.port ?? usualPort,
    socket: options.socket,
    ...(slackApiUrl === undefined ? {} : { slackApiUrl }),
    ...(env.MESHWHY_PAGERDUTY_URL === undefined ? {} : { pagerDutyUrl: env.MESHWHY_PAGERDUTY_URL }),
    responseHosts: (env.MESHWHY_RESPONSE_HOSTS ?? "hooks.slack.com,hooks.slack-gov.com").split(","),
    retryAfter,
    reconnectAfter,
    now,
    log: {
      say,
      job: (line) => log.info(line, "job done"),
      trouble: (job, error) => log.error({ job, error }, "job failed"),
    },
  });
  log.info({ url: service.url, mode: options.socket ? "socket" : "http" }, "ready");
  await orderCatalogues(config, service, now());
  const signal = await told;
  log.info({ signal }, "stopping");
  const unfinished = await service.stop(grace);
  client.destroy();
  if (unfinished.length > 0) log.error({ jobs: unfinished }, "stopped before these jobs were done");
  else log.info("stopped");
  return unfinished.length > 0 ? 1 : 0;
}

/** Names for live search, without waiting for a quarter of an hour to be over. */
async function orderCatalogues({ clusters }: Config, service: Service, at: number): Promise<void> {
  for (const { name } of clusters) await service.order({ verb: "catalogue", cluster: name }, at);
}

/** All that has to be given, so that what is missing is told of now and not at the first question. */
function checkGiven(
  config: Config,
  socket: boolean,
  table: string,
  env: Environment,
  readText: (path: string) => string,
): void {
  secretLines(botTokenVariable, env, readText);
  secretLines(socket ? appTokenVariable : signingVariable, env, readText);
  for (const name of new Set(config.ladders.flatMap(({ rungs }) => rungs.flatMap(keysNamed))))
    secretLines(secretVariable(name), env, readText);
  for (const { live } of config.clusters)
    if (live?.reach.by === "kubeconfig-secret") secretText(secretVariable(live.reach.secret), env, readText);
  if (table === "")
    throw new MeshError(
      "BAD_CONFIG",
      'Cannot serve: "MESHWHY_TABLE" is not set',
      "Set it to the name of a DynamoDB table, or give --table NAME; docs/serve.md says how to make one.",
    );
  if ((env.AWS_REGION ?? env.AWS_DEFAULT_REGION ?? "") === "")
    throw new MeshError(
      "BAD_CONFIG",
      'Cannot serve: "AWS_REGION" is not set',
      "Set it to the region of the DynamoDB table.",
    );
}

function keysNamed({ notify }: Config["ladders"][number]["rungs"][number]): readonly string[] {
  return notify.flatMap((target) => (target.kind === "pagerduty" ? [target.routingKeySecret] : []));
}

/** Reads from the table and calls Slack once: a wrong name or token is told of now. That Slack is away is no reason. */
async function tryOut(
  { clusters }: Config,
  store: Store,
  token: string,
  slackApiUrl: string | undefined,
  say: (level: "warn", message: string) => void,
): Promise<void> {
  await store.catalogue(clusters[0]?.name ?? "");
  const web = new WebClient(token, {
    timeout: 3000,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logger: undefined,
    ...(slackApiUrl === undefined ? {} : { slackApiUrl }),
  });
  try {
    await web.auth.test();
  } catch (error) {
    if (!(error instanceof WebAPIPlatformError)) return say("warn", "Cannot reach Slack yet; going on without");
    throw new MeshError(
      "BAD_CONFIG",
      `Cannot use "${botTokenVariable}": Slack answers ${error.data.error}`,
      "Give the Bot User OAuth Token (xoxb-…) that the app's page shows under OAuth & Permissions.",
    );
  }
}
