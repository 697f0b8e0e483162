import type { Decision } from "../../model/job.ts";
import { toned } from "../line.ts";
import { glyph, type Mark } from "../mark.ts";
import { messageOf } from "./message-of.ts";
import { textRow, titleRow } from "./row.ts";
import type { SlackMessage } from "./slack-message.ts";

const mark: Mark = "bad";

/** Says that something may not be asked here, why, and which rule of the policy says so. */
export function refusalMessage({ rule, why }: Decision): SlackMessage {
  const reason = why ?? "The policy of this bot does not allow it";
  return messageOf({
    about: "refused",
    spoken: [`Refused: ${reason}`, `The rule is ${rule}`, "Whoever keeps meshwhy.yaml can change it"],
    parts: [
      {
        title: "Refused",
        untitled: true,
        rank: 0,
        rows: [
          titleRow(`${glyph(mark).text} Refused: ${reason}`),
          textRow("Rule: ", toned("code", rule), " in meshwhy.yaml. Whoever keeps that file can change it."),
        ],
      },
    ],
    read: [],
  });
}
