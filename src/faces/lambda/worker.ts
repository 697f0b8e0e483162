import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { readCompiled } from "../../config/read-compiled.ts";
import { dynamoStore } from "../../store/dynamo-store.ts";
import { failed } from "../worker/failed.ts";
import { house } from "../worker/house.ts";
import { jobFrom } from "../worker/job-from.ts";
import { work } from "../worker/worker.ts";
import type { WorkerOptions } from "../worker/worker-options.ts";
import { functionLog } from "./log.ts";
import { emf } from "./metrics.ts";
import { required } from "./required.ts";
import { secretReader } from "./secrets.ts";

const { env } = process;
const stage = env.MESHWHY_STAGE ?? "local";
const secrets = secretReader(env, fetch, Date.now);
const log = functionLog({
  level: env.LOG_LEVEL,
  base: { function: "worker", stage },
  write: (line) => process.stdout.write(line),
  hidden: () => secrets.known(),
});
const here = dirname(fileURLToPath(import.meta.url));

let built: Promise<WorkerOptions> | undefined;

/** Built at the first event, and anew where that failed: a secret that cannot be read now may be later. */
async function options(): Promise<WorkerOptions> {
  built ??= buildHouse().catch((error: unknown) => {
    built = undefined;
    throw error;
  });
  return built;
}

async function buildHouse(): Promise<WorkerOptions> {
  return house({
    config: readCompiled(readFileSync(new URL("config.json", import.meta.url), "utf8")),
    folder: here,
    store: dynamoStore({ client: new DynamoDBClient({ maxAttempts: 3 }), table: required(env, "MESHWHY_TABLE") }),
    botToken: async () => secrets.botToken(),
    secret: async (name) => secrets.named(name),
    ...(env.MESHWHY_SLACK_API_URL === undefined ? {} : { slackApiUrl: env.MESHWHY_SLACK_API_URL }),
    ...(env.MESHWHY_PAGERDUTY_URL === undefined ? {} : { pagerDutyUrl: env.MESHWHY_PAGERDUTY_URL }),
    responseHosts: (env.MESHWHY_RESPONSE_HOSTS ?? "hooks.slack.com,hooks.slack-gov.com").split(","),
    fetch,
    sleep: async (milliseconds) => sleep(milliseconds),
    now: Date.now,
    log: {
      job: (line) => {
        log.info(line, "job done");
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
  });
}

/** Time that is left for the last words, in milliseconds. */
const reserve = 3000;

/** The working function: does jobs, what schedules order, and tells of jobs that failed to the last. */
export async function handler(event: unknown, context: { getRemainingTimeInMillis?(): number }): Promise<void> {
  const deadline = Date.now() + (context.getRemainingTimeInMillis?.() ?? 60_000) - reserve;
  const ordered = jobFrom(event, Date.now());
  const worker = await options();
  if (ordered.kind === "failures") {
    for (const { job, why } of ordered.failures) await failed(job, why, worker, deadline);
    return;
  }
  await work(ordered.job, worker, deadline);
}
