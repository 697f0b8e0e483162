import { isShape } from "./rule.ts";

const shown = new Set(["text", "title", "caption", "alt_text"]);

/** How many characters of text a list of blocks holds: what Slack sums up against `msg_blocks_too_long`. */
export function textLength(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum: number, each) => sum + textLength(each), 0);
  if (!isShape(value)) return 0;
  return Object.entries(value).reduce((sum, [name, member]) => {
    if (typeof member === "string") return sum + (shown.has(name) ? member.length : 0);
    return sum + textLength(member);
  }, 0);
}
