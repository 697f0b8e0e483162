import { WebClient, type WebClientOptions } from "@slack/web-api";
import type { Config } from "../../model/config.ts";
import type { Job } from "../../model/job.ts";
import type { Catalogue } from "../../model/store.ts";
import { people } from "../worker/people.ts";
import { boltLogger } from "./bolt-logger.ts";
import { boltReceiver } from "./bolt-receiver.ts";
import type { Delivery } from "./door.ts";
import type { HttpResponse } from "./http.ts";
import { slackApp } from "./slack-app.ts";
import { tellPresser } from "./tell-presser.ts";

/** What differs between Lambda, a server of our own, and the playground. */
export interface ReceptionOptions {
  readonly config: Config;
  hand(job: Job): Promise<void>;
  catalogue(cluster: string): Promise<Catalogue | undefined>;
  botToken(): Promise<string>;
  /** Where Slack's Web API is, if not at Slack. */
  readonly slackApiUrl?: string;
  /** Hosts that a response URL may have; Slack's where absent. */
  readonly responseHosts?: readonly string[];
  now(): number;
  log(level: "warn" | "error", message: string): void;
}

const slackHosts = ["hooks.slack.com", "hooks.slack-gov.com"];

/** Time enough for one call, and none for a second: what triggered it is good for three seconds. */
const patience: WebClientOptions = { timeout: 1500, retryConfig: { retries: 0 }, rejectRateLimitedCalls: true };

/** The app behind any door that lets only Slack in: a delivery goes in, what it is acknowledged with comes out. */
export function reception(options: ReceptionOptions): (delivery: Delivery) => Promise<HttpResponse> {
  const clientOptions: WebClientOptions = {
    ...patience,
    ...(options.slackApiUrl === undefined ? {} : { slackApiUrl: options.slackApiUrl }),
  };
  const onError = (what: string, error: unknown): void => options.log("error", troubleText(what, error));
  const web = async (): Promise<WebClient> => new WebClient(await options.botToken(), clientOptions);
  const receiver = boltReceiver();
  slackApp(
    {
      config: options.config,
      hand: options.hand,
      catalogue: options.catalogue,
      people: people(web, options.now),
      now: options.now,
      onError,
      openView: async (trigger_id, view) => {
        await (await web()).views.open({ trigger_id, view });
      },
      updateView: async (view_id, hash, view) => {
        await (await web()).views.update({ view_id, hash, view });
      },
      tell: async (reply, asker, message) => {
        try {
          await tellPresser({ fetch, responseHosts: options.responseHosts ?? slackHosts, web }, reply, asker, message);
        } catch (error) {
          onError("tell somebody that it failed", error);
        }
      },
    },
    {
      receiver,
      clientOptions,
      logger: boltLogger(options.log),
      authorize: async () => ({ botToken: await options.botToken(), botId: "B0", botUserId: "U0" }),
    },
  );
  return receiver.deliver;
}

/** What a log is told of trouble: `Cannot answer Slack: TypeError: …`. */
export function troubleText(what: string, error: unknown): string {
  return `Cannot ${what}: ${error instanceof Error ? `${error.name}: ${error.message}` : "no reason"}`;
}
