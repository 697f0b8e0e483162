import type { Verdict } from "../../model/diagnosis.ts";
import { plain } from "../line.ts";
import type { Part } from "./part.ts";
import type { Row } from "./row.ts";
import { clipped, mrkdwnCode, mrkdwnEscape } from "./slack-escape.ts";

/** A third of what Slack takes at most, so that the blocks have room. */
export const longestSpoken = 2800;
const longestLine = 600;
const cutNotice = "There is more in the message itself.";

/** `checkout → payment in prod-eu is broken`: what a notification says first. */
export function spokenVerdict(pair: string, cluster: string, verdict: Verdict): string {
  return `${pair} in ${cluster} ${verdict === "unknown" ? "cannot be decided" : `is ${verdict}`}`;
}

/**
 * What a message says, as lines of Slack's markup: for notifications, for screen readers, and for where Slack takes no
 * blocks. `first` are sentences from anywhere, which are escaped here. What does not fit is said to be missing.
 */
export function spoken(first: readonly string[], parts: readonly Part[]): string {
  const lines = [...first.map((text) => ended(escaped(text))), ...parts.flatMap(partLines)].filter(
    (text) => text !== "",
  );
  const kept: string[] = [];
  let room = longestSpoken - cutNotice.length - 1;
  let whole = true;
  for (const text of lines) {
    if (text.length + 1 > room) whole = false;
    else {
      kept.push(text);
      room -= text.length + 1;
    }
  }
  return [...kept, ...(whole ? [] : [cutNotice])].join("\n");
}

function partLines({ title, rows, read, untitled }: Part): string[] {
  const lines = (read ?? rows).flatMap(rowLine);
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
