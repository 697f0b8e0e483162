import type { View } from "@slack/types";
import type { Config } from "../../model/config.ts";
import type { Job, Reply } from "../../model/job.ts";
import type { Catalogue } from "../../model/store.ts";
import type { SlackMessage } from "../../render/slack/slack-message.ts";
import type { People } from "../worker/people.ts";

/** What the listeners need: they understand, ask the policy, and hand on; nothing is diagnosed here. */
export interface Desk {
  readonly config: Config;
  /** Hands a job to the worker; resolves as soon as that is sure to get it. */
  hand(job: Job): Promise<void>;
  /** Names for live search; read only when somebody searches. */
  catalogue(cluster: string): Promise<Catalogue | undefined>;
  /** Who somebody is in Slack, for what is told before the worker decides; read only when somebody searches. */
  readonly people: People;
  /** Opens a modal; has to be done within three seconds of what triggered it. */
  openView(trigger: string, view: View): Promise<void>;
  /** Draws an open modal anew, unless it has changed since it had this hash. */
  updateView(id: string, hash: string, view: View): Promise<void>;
  /** Tells somebody at once, who alone sees it, that what they pressed came to nothing. Never throws. */
  tell(reply: Reply, asker: string, message: SlackMessage): Promise<void>;
  now(): number;
  /** What a log is told of trouble: never the request. */
  onError(what: string, error: unknown): void;
}
