import { toned } from "../line.ts";
import { glyph } from "../mark.ts";
import { messageOf } from "./message-of.ts";
import { textRow, titleRow } from "./row.ts";
import type { SlackMessage } from "./slack-message.ts";

/** A job that was given up. */
export interface Failure {
  /** What was asked: `checkout → payment in prod-eu`. */
  readonly what: string;
  /** What did not answer: `the API server of prod-eu`. */
  readonly dependency: string;
  /** What to do now, as a sentence. */
  readonly next: string;
}

/** Says that there will be no answer, what is to blame outside this bot, and what to do instead. */
export function failureMessage({ what, dependency, next }: Failure): SlackMessage {
  const head = `No answer to ${what}: ${dependency} failed, also when tried again.`;
  return messageOf({
    about: what,
    spoken: [head, next],
    parts: [
      {
        title: "Failed",
        untitled: true,
        rank: 0,
        rows: [
          titleRow(`${glyph("bad").text} Failed: no answer to ${what}`),
          textRow(toned("strong", "What failed: "), dependency, ", also when tried again."),
          textRow(toned("strong", "What to do: "), next),
          textRow("This says nothing about the mesh itself."),
        ],
      },
    ],
    read: [],
  });
}
