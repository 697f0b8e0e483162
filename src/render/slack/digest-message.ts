import { type Digest, digestVerdict, type Trouble } from "../../model/digest.ts";
import type { Question } from "../../model/question.ts";
import { refText } from "../../model/ref.ts";
import type { DigestPair } from "../../model/store.ts";
import { claim } from "../claim.ts";
import { counted } from "../counted.ts";
import { digestClaim, digestPage, digestSections } from "../digest-page.ts";
import { type Line, line, toned } from "../line.ts";
import { glyph } from "../mark.ts";
import { dateTime } from "../times.ts";
import { verdictMark } from "../verdict-mark.ts";
import { dataAge } from "./data-age.ts";
import { whyWords } from "./many-context.ts";
import { messageOf } from "./message-of.ts";
import { pageParts } from "./page-parts.ts";
import type { Part } from "./part.ts";
import type { Row } from "./row.ts";
import type { SlackMessage } from "./slack-message.ts";
import { verdictWords } from "./verdict-words.ts";

/** How many pairs of a kind the message names itself; the thread has all of them. */
const mostLines = 8;

/**
 * A digest: one message with a line for each pair, and the whole of it in the thread. Where nothing changed it is one
 * line and no thread. It mentions nobody.
 */
export function digestMessage(digest: Digest): SlackMessage {
  const { name, cluster, unchanged, observedAt, apiCalls } = digest;
  const ask = (question: Question) => `/mesh ${whyWords(question, cluster)}`;
  const { heading } = digestPage(digest, { details: false, ask });
  const told = digestClaim(digest);
  const about = `digest ${name} of ${cluster}`;
  const parent = messageOf({
    ...(unchanged ? {} : { title: `${verdictWords(digestVerdict(digest))}: ${about}` }),
    about,
    spoken: [`${about}: ${told}`],
    parts: [
      {
        title: "In all",
        untitled: true,
        rank: 0,
        rows: [{ kind: "text", line: line(toned("strong", unchanged ? `${about}: ${told}` : told)), silent: true }],
      },
      ...(unchanged ? [] : shortParts(digest)),
    ],
    notes: [heading.context[0] ?? "", dataAge(observedAt, apiCalls)],
  });
  if (unchanged) return parent;
  const whole = messageOf({
    about: `${about}, in full`,
    spoken: [`${about}, in full`],
    parts: pageParts(digestSections(digest, { details: true, ask })).map((part) => ({ ...part, folded: false })),
  });
  const { overflow, ...first } = whole;
  return { ...parent, overflow: [...parent.overflow, { ...first, overflow: [] }, ...overflow] };
}

/** A line for each pair, in the order in which it is wanted. */
function shortParts(digest: Digest): Part[] {
  const { comparedWith, news, changed, resolved, still, unknown, gone, muted, leftOut } = digest;
  const parts: readonly (readonly [string, readonly Line[]])[] = [
    [comparedWith === undefined ? "In trouble" : "New", news.map(troubleLine)],
    ["Changed", changed.map(troubleLine)],
    ["Resolved", resolved.map(pastLine)],
    ["Still open", still.map((each) => [...troubleLine(each), ...line(`, since ${dateTime(each.since)} UTC`)])],
    [
      "Could not be decided",
      unknown.map(({ pair, why }) => line(glyph("unsure"), " ", toned("strong", pair), `  ${why}`)),
    ],
    ["No longer known", gone.map(({ pair, verdict }) => line(pair, `, was ${verdict}`))],
    ["Muted", muted.map(({ pair, mute }) => line(pair, `, until ${dateTime(mute.until)} UTC: ${mute.reason}`))],
    [
      "Not asked: there are too many",
      leftOut.length === 0 ? [] : [line(`${counted(leftOut.length, "pair")}, named in the thread`)],
    ],
  ];
  return parts
    .filter(([, lines]) => lines.length > 0)
    .map(([title, lines], index) => ({
      title: `${title}, ${title.startsWith("Not asked") ? leftOut.length : lines.length}`,
      rank: index + 1,
      rows: [...lines.slice(0, mostLines).map(item), ...moreRow(lines.length - mostLines)],
    }));
}

function item(text: Line): Row {
  return { kind: "item", depth: 0, line: text };
}

function moreRow(more: number): Row[] {
  return more <= 0 ? [] : [item(line(toned("dim", `… and ${more} more, in the thread`)))];
}

function troubleLine({ pair, diagnosis }: Trouble): Line {
  const { culprit, verdict } = diagnosis;
  const blamed = culprit === undefined ? "" : ` (${refText(culprit)})`;
  return line(glyph(verdictMark[verdict]), " ", toned("strong", pair), `  ${verdict}: ${claim(diagnosis)}${blamed}`);
}

function pastLine({ pair, verdict, culprit }: DigestPair): Line {
  return line(
    glyph("good"),
    " ",
    toned("strong", pair),
    `  healthy again, was ${verdict}${culprit === undefined ? "" : ` (${culprit})`}`,
  );
}
