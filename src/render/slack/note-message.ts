import { messageOf } from "./message-of.ts";
import { textRow } from "./row.ts";
import type { SlackMessage } from "./slack-message.ts";

/** A sentence about something that was done: `checkout → payment was shared`. */
export function noteMessage(sentence: string): SlackMessage {
  return messageOf({
    about: "a note",
    spoken: [sentence],
    parts: [{ title: "Note", untitled: true, rank: 0, rows: [textRow(sentence)] }],
    read: [],
  });
}
