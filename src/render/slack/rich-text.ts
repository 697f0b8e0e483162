import type { RichTextBlock, RichTextBlockElement, RichTextSection, RichTextText } from "@slack/types";
import { type Line, plain, type Span } from "../line.ts";
import { safe } from "../safe.ts";
import type { Row } from "./row.ts";
import { clipped, slackLength } from "./slack-escape.ts";

/** The most characters of one row, and of one block; Slack's own limit for sections, with a margin. */
const longestRow = 1200;
const longestBlock = 2800;

/** How many characters a row takes in a message. */
export function rowLength(row: Row): number {
  return row.kind === "code" ? slackLength(codeText(row.text)) + 1 : slackLength(plain(bounded(row.line))) + 1;
}

/**
 * Rows as rich text, whose texts Slack does not parse: whatever they hold, nothing comes of it but these characters.
 * Each block stays below Slack's limit for a text.
 */
export function richText(rows: readonly Row[]): RichTextBlock[] {
  const blocks: RichTextBlockElement[][] = [];
  let room = 0;
  for (const run of runs(rows)) {
    const length = run.reduce((sum, row) => sum + rowLength(row), 0);
    const last = blocks.at(-1);
    if (last === undefined || length > room) {
      blocks.push([element(run)]);
      room = longestBlock;
    } else last.push(element(run));
    room -= length;
  }
  return blocks.map((elements) => ({ type: "rich_text", elements }));
}

/** One line as elements of rich text. */
function richLine(line: Line): RichTextText[] {
  const found: RichTextText[] = [];
  for (const { text, tone } of bounded(line)) {
    const style = tone === "strong" ? { bold: true } : tone === "code" ? { code: true } : undefined;
    const inner = style === undefined ? text : text.trim();
    const start = text.indexOf(inner);
    push(text.slice(0, start), undefined);
    push(inner, style);
    push(text.slice(start + inner.length), undefined);
  }
  return found.length === 0 ? [{ type: "text", text: " " }] : found;

  /** Blanks at the edges stay outside of what is styled. */
  function push(text: string, style: RichTextText["style"]): void {
    if (text !== "") found.push({ type: "text", text, ...(style === undefined ? {} : { style }) });
  }
}

/** Rows of one kind that follow one another and fit one element. */
function runs(rows: readonly Row[]): Row[][] {
  const found: Row[][] = [];
  let length = 0;
  for (const row of rows) {
    const last = found.at(-1);
    const own = rowLength(row);
    if (last !== undefined && continues(last[0], row) && length + own <= longestBlock) {
      last.push(row);
      length += own;
    } else {
      found.push([row]);
      length = own;
    }
  }
  return found;
}

function continues(first: Row | undefined, row: Row): boolean {
  if (first?.kind !== row.kind) return false;
  if (row.kind === "code") return !row.begins;
  return row.kind === "text" || (first.kind === "item" && first.depth === row.depth);
}

function element(run: readonly Row[]): RichTextBlockElement {
  const [first] = run;
  if (first?.kind === "code") {
    const text = run.map((row) => (row.kind === "code" ? codeText(row.text) : "")).join("\n");
    return { type: "rich_text_preformatted", elements: [{ type: "text", text: text === "" ? " " : text }] };
  }
  const sections = run.map((row): RichTextSection => {
    return { type: "rich_text_section", elements: row.kind === "code" ? [] : richLine(row.line) };
  });
  if (first?.kind === "item")
    return { type: "rich_text_list", style: "bullet", indent: first.depth, elements: sections };
  return {
    type: "rich_text_section",
    elements: sections.flatMap(({ elements }, index) =>
      index === 0 ? elements : [{ type: "text" as const, text: "\n" }, ...elements],
    ),
  };
}

/** Lines of a command are kept whole; it was found short enough before. */
function codeText(text: string): string {
  return clipped(text, longestBlock - 100);
}

/** The line made visible, and no longer than a row may be. */
function bounded(line: Line): Span[] {
  const spans = line.map(({ text, ...tone }) => ({ ...tone, text: safe(text) }));
  if (slackLength(plain(spans)) <= longestRow) return spans;
  const kept: Span[] = [];
  let room = longestRow;
  for (const [index, span] of spans.entries()) {
    const own = slackLength(span.text);
    const rest = spans.slice(index + 1);
    if (own < room - 40) {
      kept.push(span);
      room -= own;
      continue;
    }
    const whole = span.text + plain(rest);
    kept.push({ ...span, text: clipped(whole, Math.max(room, 40)) });
    break;
  }
  return kept;
}
