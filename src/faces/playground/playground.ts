import { setTimeout as sleep } from "node:timers/promises";
import type { GatewayEvent, GatewayResult } from "../lambda/gateway-event.ts";
import { outsideVariable } from "../lambda/outside-environment.ts";
import { type LocalGateway, startLocalGateway } from "./local-gateway.ts";
import { type LocalFunction, type LocalLambda, startLocalLambda } from "./local-lambda.ts";
import { startLocalTable } from "./local-table.ts";
import { type SlackServer, type SlackServerOptions, startSlackServer } from "./slack-server.ts";

/** How a playground is to be. */
export interface PlaygroundOptions {
  /**
   * Loads a function's bundle, anew each time: it reads its environment then. Given by whoever knows where they were
   * built to.
   */
  load(name: "slack" | "worker" | "failed"): Promise<LocalFunction>;
  /** Where the page is; 0, or absent: any free port. */
  readonly port?: number;
  readonly slack?: Partial<SlackServerOptions>;
  /** Waits before a job that failed is tried again, in milliseconds; AWS: one and two minutes. */
  readonly retryAfter?: readonly number[];
  /** How often schedules run that AWS runs every minute, in milliseconds; 0: never. */
  readonly sweepEvery?: number;
  readonly environment?: Readonly<Record<string, string>>;
  onError(message: string): void;
}

/** Everything that the bot needs, on this machine: Slack, API Gateway, Lambda, DynamoDB, and the functions themselves. */
export interface Playground {
  /** The page. */
  readonly url: string;
  readonly slack: SlackServer;
  readonly gateway: LocalGateway;
  readonly lambda: LocalLambda;
  /** The DynamoDB that plays the state, and its table. */
  readonly state: { readonly url: string; readonly table: string };
  /** Calls a function asynchronously, as EventBridge does. */
  call(name: string, event: unknown): Promise<void>;
  close(): Promise<void>;
}

const table = "meshwhy-playground";
const signingSecret = "playground-signing-secret";
const botToken = "xoxb-playground";

/** Starts all of it; the functions run from their bundles, with what AWS would give them in their environment. */
export async function startPlayground(options: PlaygroundOptions): Promise<Playground> {
  const state = await startLocalTable(table);
  const slack = await startSlackServer({
    signingSecret,
    botToken,
    ...(options.port === undefined ? {} : { port: options.port }),
    ...options.slack,
  });
  const functions: Record<string, LocalFunction> = {};
  const lambda = await startLocalLambda({
    functions,
    retryAfter: options.retryAfter ?? [60_000, 120_000],
    sleep: async (milliseconds) => sleep(milliseconds, undefined, { ref: false }),
    onError: options.onError,
    // A destination is called asynchronously too, and has tries of its own; nobody is told where it fails itself.
    onFailure: async (record, name) => {
      if (name !== "failed") await call("failed", record);
    },
  });
  const call = async (name: string, event: unknown): Promise<void> => {
    await fetch(`${lambda.url}/2015-03-31/functions/${name}/invocations`, {
      method: "POST",
      headers: { "x-amz-invocation-type": "Event" },
      body: JSON.stringify(event),
    });
  };
  const own = environment({ slack, lambda, state: state.url });
  Object.assign(process.env, own, options.environment, { [outsideVariable]: outside(own, process.env) });
  for (const name of ["slack", "worker", "failed"] as const) functions[name] = await options.load(name);
  const front = functions.slack as (event: GatewayEvent, context: object) => Promise<unknown>;
  const gateway = await startLocalGateway(async (event) => (await front(event, {})) as GatewayResult);
  slack.connect(`${gateway.url}/slack/events`);
  const sweeps = sweeper(options.sweepEvery ?? 60_000, call);
  return {
    url: slack.url,
    slack,
    gateway,
    lambda,
    state: { url: state.url, table },
    call,
    close: async () => {
      clearInterval(sweeps);
      await slack.close();
      await gateway.close();
      await lambda.idle();
      await lambda.close();
      state.stop();
    },
  };
}

/** What the variables were that it sets for its own AWS: a kubeconfig's plugin needs those, to ask the real one. */
function outside(own: Readonly<Record<string, string>>, before: NodeJS.ProcessEnv): string {
  return JSON.stringify(Object.fromEntries(Object.keys(own).map((name) => [name, before[name] ?? null])));
}

function sweeper(every: number, call: Playground["call"]): NodeJS.Timeout | undefined {
  if (every === 0) return undefined;
  return setInterval(() => {
    void call("worker", { source: "meshwhy.schedule", order: { verb: "sweep" } });
  }, every).unref();
}

function environment({
  slack,
  lambda,
  state,
}: {
  readonly slack: SlackServer;
  readonly lambda: LocalLambda;
  readonly state: string;
}): Readonly<Record<string, string>> {
  return {
    AWS_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "playground",
    AWS_SECRET_ACCESS_KEY: "playground",
    AWS_ENDPOINT_URL_LAMBDA: lambda.url,
    AWS_ENDPOINT_URL_DYNAMODB: state,
    MESHWHY_STAGE: "playground",
    MESHWHY_TABLE: table,
    MESHWHY_WORKER: "worker",
    MESHWHY_SIGNING_SECRET: signingSecret,
    MESHWHY_BOT_TOKEN: botToken,
    MESHWHY_SLACK_API_URL: `${slack.url}/api/`,
    MESHWHY_RESPONSE_HOSTS: new URL(slack.url).host,
  };
}
