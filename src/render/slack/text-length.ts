import { slackLength } from "./slack-escape.ts";

/** Strings that nobody reads: names of types and actions, values that are sent back. */
const unread: ReadonlySet<string> = new Set([
  "type",
  "block_id",
  "action_id",
  "callback_id",
  "private_metadata",
  "value",
  "style",
  "level",
  "width",
]);

/**
 * The characters of all texts in blocks, counted as strictly as Slack may: signs that need an entity count as long as
 * it is. Slack refuses a message of about 13,200 although each block is legal (`msg_blocks_too_long`).
 */
export function textLength(value: unknown): number {
  if (typeof value === "string") return slackLength(value);
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + textLength(item), 0);
  if (value === null || typeof value !== "object") return 0;
  if ("type" in value && value.type === "mrkdwn" && "text" in value) return String(value.text).length;
  return Object.entries(value).reduce((sum, [key, child]) => (unread.has(key) ? sum : sum + textLength(child)), 0);
}
