import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { GatewayEvent, GatewayResult } from "../lambda/gateway-event.ts";
import { outsideVariable } from "../lambda/outside-environment.ts";
import { localVariable } from "../lambda/secrets.ts";
import { besideSlack, type ChangingMesh } from "./beside-slack.ts";
import { type LocalGateway, startLocalGateway } from "./local-gateway.ts";
import { type LocalFunction, type LocalLambda, startLocalLambda } from "./local-lambda.ts";
import { type DeployedSchedule, type LocalScheduler, localScheduler } from "./local-scheduler.ts";
import { startLocalTable } from "./local-table.ts";
import { type PagerDutyServer, startPagerDutyServer } from "./pagerduty/pagerduty-server.ts";
import { processClock } from "./process-clock.ts";
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
  /** What EventBridge Scheduler is deployed with. */
  readonly schedules?: readonly DeployedSchedule[];
  /** How often the scheduler looks at the clock, in milliseconds; 0: only when time is made to pass. */
  readonly tickEvery?: number;
  /** Names of the secrets that hold routing keys: each is a service of the PagerDuty that is played. */
  readonly routingKeySecrets?: readonly string[];
  /** The mesh that can be changed on the page; `become` is called before the functions are loaded anew. */
  readonly mesh?: ChangingMesh;
  readonly environment?: Readonly<Record<string, string>>;
  onError(message: string): void;
}

/**
 * Everything that the bot needs, on this machine: Slack, PagerDuty, API Gateway, Lambda, EventBridge Scheduler, DynamoDB,
 * and the functions themselves.
 */
export interface Playground {
  /** The page. */
  readonly url: string;
  readonly slack: SlackServer;
  readonly gateway: LocalGateway;
  readonly lambda: LocalLambda;
  readonly scheduler: LocalScheduler;
  readonly pagerDuty: PagerDutyServer;
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
  const clock = processClock();
  const state = await startLocalTable(table);
  const slack = await startSlackServer({
    signingSecret,
    botToken,
    clock: clock.now,
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
    const taken = await fetch(`${lambda.url}/2015-03-31/functions/${name}/invocations`, {
      method: "POST",
      headers: { "x-amz-invocation-type": "Event" },
      body: JSON.stringify(event),
    });
    // A connection whose answer is not read is not free for the next request.
    await taken.arrayBuffer();
  };
  const keys = routingKeys(options.routingKeySecrets ?? []);
  let changed = (): void => {};
  const pagerDuty = await startPagerDutyServer({
    services: Object.fromEntries(keys.map(({ key, secret }) => [key, secret])),
    now: clock.now,
    newKey: randomUUID,
    takeFault: () => slack.faults.takeAnswer("pagerduty"),
    begin: slack.begin,
    changed: () => changed(),
  });
  const scheduler = localScheduler({
    schedules: options.schedules ?? [],
    call: async (event) => call("worker", event),
    idle: lambda.idle,
    now: clock.now,
    changed: () => changed(),
    onError: options.onError,
  });
  const own = environment({ slack, lambda, pagerDuty, state: state.url });
  Object.assign(
    process.env,
    own,
    Object.fromEntries(keys.map(({ key, secret }) => [localVariable(secret), key])),
    options.environment,
    { [outsideVariable]: outside(own, process.env) },
  );
  const { mesh } = options;
  for (const name of ["slack", "worker", "failed"] as const) functions[name] = await options.load(name);
  changed = slack.playBeside(
    besideSlack({
      clock,
      scheduler,
      pagerDuty,
      idle: lambda.idle,
      changed: () => changed(),
      ...(mesh === undefined
        ? {}
        : {
            mesh: {
              ...mesh,
              // As after a deployment: a function reads its configuration when it begins.
              become: async (story) => {
                await mesh.become(story);
                functions.worker = await options.load("worker");
              },
            },
          }),
    }),
  );
  const front = functions.slack as (event: GatewayEvent, context: object) => Promise<unknown>;
  const gateway = await startLocalGateway(async (event) => (await front(event, {})) as GatewayResult);
  slack.connect(`${gateway.url}/slack/events`);
  const ticks = ticker(options.tickEvery ?? 1000, scheduler.tick, options.onError);
  return {
    url: slack.url,
    slack,
    gateway,
    lambda,
    scheduler,
    pagerDuty,
    state: { url: state.url, table },
    call,
    close: async () => {
      clearInterval(ticks);
      await slack.close();
      await gateway.close();
      await lambda.idle();
      await lambda.close();
      await pagerDuty.close();
      clock.stop();
      state.stop();
    },
  };
}

/** What the variables were that it sets for its own AWS: a kubeconfig's plugin needs those, to ask the real one. */
function outside(own: Readonly<Record<string, string>>, before: NodeJS.ProcessEnv): string {
  return JSON.stringify(Object.fromEntries(Object.keys(own).map((name) => [name, before[name] ?? null])));
}

function ticker(
  every: number,
  tick: LocalScheduler["tick"],
  onError: PlaygroundOptions["onError"],
): NodeJS.Timeout | undefined {
  if (every === 0) return undefined;
  return setInterval(() => {
    tick().catch((error: unknown) => onError(`A schedule was not run: ${String(error)}`));
  }, every).unref();
}

/** A key for each secret that can be taken for no real one. It stands before any that this machine may have. */
function routingKeys(secrets: readonly string[]): readonly { readonly secret: string; readonly key: string }[] {
  return secrets.map((secret, at) => ({ secret, key: `playground0fake0routing0key0${String(at).padStart(4, "0")}` }));
}

function environment({
  slack,
  lambda,
  pagerDuty,
  state,
}: {
  readonly slack: SlackServer;
  readonly lambda: LocalLambda;
  readonly pagerDuty: PagerDutyServer;
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
    MESHWHY_PAGERDUTY_URL: pagerDuty.url,
    MESHWHY_RESPONSE_HOSTS: new URL(slack.url).host,
  };
}
