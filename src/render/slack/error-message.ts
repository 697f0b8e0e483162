import type { KnownBlock } from "@slack/types";
import type { MeshError } from "../../model/mesh-error.ts";
import { glyph } from "../mark.ts";
import { pickButton } from "./buttons.ts";
import { messageOf } from "./message-of.ts";
import { plainText } from "./plain-blocks.ts";
import { textRow, titleRow } from "./row.ts";
import type { SlackMessage } from "./slack-message.ts";

/** How a question would be asked with another name. */
export interface Retry {
  /** The words after `/mesh` with the candidate in place: `why shop/checkout payment in prod-eu`. */
  readonly command?: (candidate: string) => string;
  /** What else may help, as a sentence. */
  readonly also?: string;
}

const mostCandidates = 10;
const longestName = 500;

/** A question that cannot be answered: why, what to do now, and a button for each name that may have been meant. */
export function errorMessage(error: MeshError, { command, also }: Retry = {}): SlackMessage {
  const { message, next, candidates } = error;
  const shown = candidates.slice(0, mostCandidates);
  const left = candidates.length - shown.length;
  const more = left === 0 ? [] : [textRow(`${left} more names would fit; type one of them, or name the namespace.`)];
  return messageOf({
    about: "no answer",
    spoken: [
      `No answer: ${message}`,
      next,
      ...(also === undefined ? [] : [also]),
      ...(shown.length === 0 ? [] : [`You may mean: ${shown.join(", ")}`]),
    ],
    parts: [
      {
        title: "No answer",
        untitled: true,
        rank: 0,
        rows: [
          titleRow(`${glyph("unsure").text} No answer: ${message}`),
          textRow(next),
          ...(also === undefined ? [] : [textRow(also)]),
          ...more,
        ],
      },
    ],
    read: [],
    picks: shown.map((name) => pick(name, command)),
  });
}

/** A name with a button beside it: equal action ids may not stand in one block. */
function pick(name: string, command: Retry["command"]): KnownBlock {
  const button = command === undefined ? undefined : pickButton("Ask this", command(name));
  return {
    type: "section",
    text: plainText(name, longestName),
    ...(button === undefined ? {} : { accessory: button }),
  };
}
