import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { readCompiled } from "../../config/read-compiled.ts";
import { dynamoStore } from "../../store/dynamo-store.ts";
import { functionLog } from "../telemetry/log.ts";
import { type HouseOptions, house } from "../worker/house.ts";
import { workerByToken } from "../worker/worker-by-token.ts";
import type { WorkerOptions } from "../worker/worker-options.ts";
import { emf } from "./metrics.ts";
import { outsideEnvironment } from "./outside-environment.ts";
import { whileWorking } from "./patience.ts";
import { required } from "./required.ts";
import { s3Snapshots } from "./s3-snapshots.ts";
import { secretReader } from "./secrets.ts";

/** What Lambda tells of the time that is left. */
export interface LambdaContext {
  getRemainingTimeInMillis?(): number;
}

/** Kept for the last words, in milliseconds. */
const reserve = 3000;

/** When a function has to be done, milliseconds since 1970. */
export function deadlineOf(context: LambdaContext, now: number): number {
  return now + (context.getRemainingTimeInMillis?.() ?? 60_000) - reserve;
}

/**
 * The worker of a function, from its environment and the `config.json` beside its bundle. Built at the first event, and
 * anew where that failed or the bot's token is another: an instance may live for hours.
 */
export function workerOnLambda(name: string, bundle: string): () => Promise<WorkerOptions> {
  const folder = dirname(fileURLToPath(bundle));
  let worker: (() => Promise<WorkerOptions>) | undefined;
  return async () => {
    worker ??= workerIn(name, folder);
    return worker();
  };
}

function workerIn(name: string, folder: string): () => Promise<WorkerOptions> {
  const { env } = process;
  const stage = env.MESHWHY_STAGE ?? "local";
  const secrets = secretReader(env, fetch, Date.now);
  const log = functionLog({
    level: env.LOG_LEVEL,
    base: { function: name, stage },
    write: (line) => void process.stdout.write(line),
    hidden: () => secrets.known(),
  });
  const options: Omit<HouseOptions, "token"> = {
    config: readCompiled(readFileSync(join(folder, "config.json"), "utf8")),
    folder,
    store: dynamoStore({
      client: new DynamoDBClient(whileWorking),
      table: required(env, "MESHWHY_TABLE"),
      token: randomUUID,
      onCorrupt: (what, why) => log.warn({ what, why }, "an item of the table cannot be understood"),
    }),
    secret: async (secret) => secrets.named(secret),
    secretText: async (secret) => secrets.named(secret),
    environment: outsideEnvironment(env),
    ...(env.MESHWHY_SLACK_API_URL === undefined ? {} : { slackApiUrl: env.MESHWHY_SLACK_API_URL }),
    ...(env.MESHWHY_SLACK_TIMEOUT === undefined ? {} : { slackTimeout: Number(env.MESHWHY_SLACK_TIMEOUT) }),
    ...(env.MESHWHY_PAGERDUTY_URL === undefined ? {} : { pagerDutyUrl: env.MESHWHY_PAGERDUTY_URL }),
    responseHosts: (env.MESHWHY_RESPONSE_HOSTS ?? "hooks.slack.com,hooks.slack-gov.com").split(","),
    fetchSnapshot: s3Snapshots({ env, fetch, clock: Date.now, folder: join(tmpdir(), "meshwhy") }),
    fetch,
    sleep: async (milliseconds) => sleep(milliseconds),
    now: Date.now,
    log: {
      job: (line) => {
        log.info(line, "job done");
        if (log.level === "silent") return;
        const { verb, outcome, milliseconds, sinceAsked, unknowns } = line;
        process.stdout.write(
          emf(
            "meshwhy",
            { Stage: stage, Verb: verb, Outcome: outcome },
            {
              Jobs: { value: 1, unit: "Count" },
              Duration: { value: milliseconds, unit: "Milliseconds" },
              AnswerTime: { value: sinceAsked, unit: "Milliseconds" },
              Unknowns: { value: unknowns, unit: "Count" },
            },
            Date.now(),
          ),
        );
      },
      trouble: (job, error) => log.error({ job, error }, "job failed"),
    },
  };
  return workerByToken({
    botToken: async () => secrets.botToken(),
    build: async (token) => house({ ...options, token }),
  });
}
