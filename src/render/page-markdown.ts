import type { Block, Fact, Item, Section } from "./block.ts";
import { drawRow } from "./draw-row.ts";
import { type Line, line, plain, type Span, toned } from "./line.ts";
import { glyph } from "./mark.ts";
import { codeBlock, codeSpan } from "./markdown-code.ts";
import { markdownEscape, markdownLine } from "./markdown-escape.ts";
import { markedYaml } from "./marked-yaml.ts";
import type { Page } from "./page.ts";
import { verdictSpan } from "./verdict-span.ts";

const drawingWidth = 100;

/** Prints a page for a ticket or a comment, in GitHub's Markdown: the same as on a terminal. */
export function pageMarkdown({ heading, sections }: Page): string {
  const { title, verdict, claim, context } = heading;
  const paragraphs = [
    [`## ${inline(line(title, ...(verdict === undefined ? [] : ["  ", verdictSpan(verdict)])))}`],
    broken([line(toned("strong", claim)), line(context.join(" · "))]),
    ...sections.flatMap((section) => sectionParagraphs(section)),
  ];
  return `${paragraphs.map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

function sectionParagraphs({ title, heading, blocks }: Section): string[][] {
  const head = title ?? (heading === undefined ? undefined : line(heading));
  return [...(head === undefined ? [] : [[`### ${inline(head)}`]]), ...blocks.flatMap(blockParagraphs)];
}

function blockParagraphs(block: Block): string[][] {
  switch (block.kind) {
    case "prose":
      return [[inline(block.text)]];
    case "lines":
      return block.lines.length === 0 ? [] : [broken(block.lines)];
    case "facts":
      return block.facts.length === 0 ? [] : [block.facts.flatMap(factLines)];
    case "list":
      return [block.items.flatMap(itemLines)];
    case "drawing":
      return [
        codeBlock(
          block.rows.flatMap((row) => drawRow(row, "", drawingWidth)).map((text) => plain(text).trimEnd()),
          "text",
        ),
      ];
    case "yaml":
      return block.lines.length === 0 ? [] : [codeBlock(markedYaml(block.lines), "yaml")];
    case "diff":
      return [
        codeBlock(
          block.rows.map(({ sign, text }) => `${sign} ${text}`),
          "diff",
        ),
      ];
    case "commands":
      return [
        [`${block.label}:`],
        codeBlock(
          block.commands.flatMap((command) => command.split("\n")),
          "sh",
        ),
      ];
  }
}

/** Lines of one paragraph that are not to flow together. */
function broken(lines: readonly Line[]): string[] {
  return lines.map((text, index) => `${inline(text)}${index < lines.length - 1 ? "\\" : ""}`);
}

function factLines({ label, lines }: Fact): string[] {
  const [first, ...others] = lines;
  return [
    `* **${label}:** ${first === undefined ? "" : inline(first)}`,
    ...others.map((text) => `  - ${inline(text)}`),
  ];
}

function itemLines({ mark, line: text, below, commands }: Item): string[] {
  const bullet = mark === undefined ? "" : `${glyph(mark).text} `;
  const script = (commands ?? []).flatMap((command) => command.split("\n"));
  return [
    `- ${bullet}${inline(text)}`,
    ...below.map((more) => `  - ${inline(more)}`),
    ...(script.length === 0 ? [] : codeBlock(script, "sh").map((text) => `  ${text}`)),
  ];
}

function inline(text: Line): string {
  return markdownLine(text.map(spanText).join("").replaceAll("\u00a0", " ").trim());
}

function spanText({ text, tone }: Span): string {
  if (tone === "code") return around(text, codeSpan);
  return tone === "strong"
    ? around(text, (inner) => `**${markdownEscape(inner)}**`)
    : markdownEscape(text).replace(/ {2,}/g, " ");
}

/** Blanks at the edges stay outside: inside they would be part of the code, or end the emphasis. */
function around(text: string, wrapped: (inner: string) => string): string {
  const inner = text.trim();
  if (inner === "") return text;
  const start = text.indexOf(inner);
  return `${text.slice(0, start)}${wrapped(inner)}${text.slice(start + inner.length)}`;
}
