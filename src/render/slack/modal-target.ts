import { slackLimits } from "./slack-limits.ts";

/** Where the answer to a form goes. */
export interface ModalTarget {
  readonly channel: string;
  readonly thread?: string;
  readonly responseUrl?: string;
  /** "channel" where it is absent. */
  readonly visibleTo?: "channel" | "asker";
}

/**
 * Anything that a form has to remember, as JSON for Slack to keep.
 * @throws RangeError when it is longer than Slack keeps
 */
export function privateMetadata(kept: object): string {
  const text = JSON.stringify(kept);
  if (text.length > slackLimits.metadata)
    throw new RangeError(`Cannot keep ${text.length} characters in a form: Slack takes ${slackLimits.metadata}`);
  return text;
}
