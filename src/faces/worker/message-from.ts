import type { SlackMessage } from "../../render/slack/slack-message.ts";

/** A message that the store kept; where it cannot be read, one that says so. */
export function messageFrom(kept: string): SlackMessage {
  try {
    const message: unknown = JSON.parse(kept);
    // Only why() writes these, and what it writes is a message.
    if (typeof message === "object" && message !== null && "text" in message) return message as SlackMessage;
  } catch {
    // Told below.
  }
  return { text: "This part of the answer could not be kept. Ask again with Re-check.", blocks: [], overflow: [] };
}
