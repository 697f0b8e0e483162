import type { Verdict } from "../../model/diagnosis.ts";
import { plain } from "../line.ts";
import type { Part } from "./part.ts";
import type { Row } from "./row.ts";
import { clipped, mrkdwnCode, mrkdwnEscape } from "./slack-escape.ts";

/** Below what Slack takes, so that the blocks have room in what it takes of both. */
export const longestSpoken = 3200;
const longestLine = 600;
const cutNotice = "There is more in the message itself.";

/** `checkout → payment in prod-eu is broken`: what a notification says first. @param pair with its cluster */
export function spokenVerdict(pair: string, verdict: Verdict): string {
  return `${pair} ${verdict === "unknown" ? "cannot be decided" : `is ${verdict}`}`;
}

/** What is read out of a message. */
export interface Spoken {
  /** Sentences from anywhere that come first; they are escaped here. */
  readonly first: readonly string[];
  readonly parts: readonly Part[];
  /** One more, at the end: how old all this is. */
  readonly last?: string;
}

/**
 * What a message says, as lines of Slack's markup: for notifications, for screen readers, and for where Slack takes no
 * blocks. Where not all fits, the most important parts stay, and it is said that there is more.
 */
export function spoken({ first, parts, last }: Spoken): string {
  const sentences = (texts: readonly string[]) => texts.map((text) => ended(escaped(text))).filter(isFull);
  const end = sentences(last === undefined ? [] : [last]);
  const opening = sentences(first);
  let room = longestSpoken - lengthOf([...end, cutNotice]);
  const begin = prefix(opening, room);
  const kept = new Map<Part, readonly string[]>();
  let whole = begin.length === opening.length;
  room -= lengthOf(begin);
  for (const part of parts.toSorted((a, b) => a.rank - b.rank)) {
    const lines = partLines(part);
    const fitting = prefix(lines, room);
    if (fitting.length < lines.length) whole = false;
    // A title alone says nothing.
    const told = fitting.length === lines.length || fitting.length > 1 ? fitting : [];
    kept.set(part, told);
    room -= lengthOf(told);
  }
  return [...begin, ...parts.flatMap((part) => kept.get(part) ?? []), ...(whole ? [] : [cutNotice]), ...end].join("\n");
}

/** As many lines as fit. */
function prefix(lines: readonly string[], room: number): readonly string[] {
  let count = 0;
  let length = 0;
  for (const text of lines) {
    length += text.length + 1;
    if (length > room) break;
    count += 1;
  }
  return lines.slice(0, count);
}

function lengthOf(lines: readonly string[]): number {
  return lines.reduce((sum, text) => sum + text.length + 1, 0);
}

function isFull(text: string): boolean {
  return text !== "";
}

function partLines({ title, rows, read, untitled }: Part): string[] {
  const lines = (read ?? rows).flatMap(rowLine).filter(isFull);
  if (lines.length === 0) return [];
  return untitled === true ? lines : [`${escaped(title)}${title.includes(":") ? "." : ":"}`, ...lines];
}

/** Drawings, diffs and YAML are for the eye; what they say is said in words beside them. */
function rowLine(row: Row): string[] {
  if (row.kind === "code") {
    if (!row.command) return [];
    const code = mrkdwnCode(row.text.split("\n"));
    return [code ?? "This command holds backticks: it is in the message itself."];
  }
  if (row.kind === "text" && row.silent === true) return [];
  const text = escaped(plain(row.line).replaceAll("\u00a0", " "));
  return row.kind === "item" ? [`• ${ended(text)}`] : [ended(text)];
}

/** A line that begins with `>` would be a quotation. */
function escaped(text: string): string {
  const line = mrkdwnEscape(clipped(text.trim(), longestLine));
  return line.startsWith("&gt;") ? `• ${line}` : line;
}

function ended(text: string): string {
  return text === "" || /[.!?…:]$/.test(text) ? text : `${text}.`;
}
