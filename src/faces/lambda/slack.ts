import { readFileSync } from "node:fs";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { readCompiled } from "../../config/read-compiled.ts";
import { front } from "../slack/front.ts";
import { functionLog } from "../telemetry/log.ts";
import { type GatewayEvent, type GatewayResult, requestFrom, resultFrom } from "./gateway-event.ts";
import { handOver } from "./hand-over.ts";
import { whileSlackWaits } from "./patience.ts";
import { required } from "./required.ts";
import { secretReader } from "./secrets.ts";

const { env } = process;
const secrets = secretReader(env, fetch, Date.now);
const log = functionLog({
  level: env.LOG_LEVEL,
  base: { function: "slack", stage: env.MESHWHY_STAGE ?? "local" },
  write: (line) => process.stdout.write(line),
  hidden: () => secrets.known(),
});
const table = required(env, "MESHWHY_TABLE");

const answer = front({
  config: readCompiled(readFileSync(new URL("config.json", import.meta.url), "utf8")),
  hand: handOver(new LambdaClient(whileSlackWaits), required(env, "MESHWHY_WORKER")),
  catalogue: async (cluster) => (await import("./catalogue-reader.ts")).readCatalogue(table, cluster),
  signingSecrets: async (maxAgeSeconds) => secrets.signing(maxAgeSeconds),
  botToken: async () => secrets.botToken(),
  ...(env.MESHWHY_SLACK_API_URL === undefined ? {} : { slackApiUrl: env.MESHWHY_SLACK_API_URL }),
  ...(env.MESHWHY_RESPONSE_HOSTS === undefined ? {} : { responseHosts: env.MESHWHY_RESPONSE_HOSTS.split(",") }),
  now: Date.now,
  log: (level, message) => log[level](message),
});

/** The acknowledging function: verifies what Slack sends, answers what needs no reading, and hands on the rest. */
export async function handler(event: GatewayEvent): Promise<GatewayResult> {
  return resultFrom(await answer(requestFrom(event)));
}
