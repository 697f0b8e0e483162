import type { KnownBlock } from "@slack/types";

/** A message as Slack takes it, in three forms: where a workspace refuses one, the next is sent. */
export interface SlackMessage {
  /** Whole sentences: notifications and screen readers read only these. */
  readonly text: string;
  readonly blocks: readonly KnownBlock[];
  /** The same with blocks that Slack has had for years; absent: `blocks` has no others. */
  readonly classic?: readonly KnownBlock[];
  /** What did not fit, as replies in the thread. */
  readonly overflow: readonly SlackMessage[];
}
