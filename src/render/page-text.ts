import type { Excerpt } from "../model/excerpt.ts";
import { ansi } from "./ansi.ts";
import type { Block, DiffRow, Fact, Item, Section } from "./block.ts";
import { columns } from "./columns.ts";
import { drawRow } from "./draw-row.ts";
import { fill } from "./fill.ts";
import { type Line, line, plain, type Tone, toned } from "./line.ts";
import { glyph } from "./mark.ts";
import { markedYaml } from "./marked-yaml.ts";
import type { Heading, Page } from "./page.ts";
import { safe } from "./safe.ts";
import { verdictSpan } from "./verdict-span.ts";

/** How a page is printed on a terminal. */
export interface PageTextOptions {
  /** Columns; no line is longer, apart from commands, which are not broken. */
  readonly width?: number;
  readonly color?: boolean;
}

const narrowest = 40;
const diffTones: Readonly<Record<DiffRow["sign"], Tone>> = { "+": "good", "-": "bad", " ": "dim" };

/** Prints a page for a terminal. */
export function pageText({ heading, sections }: Page, { width = 80, color = false }: PageTextOptions = {}): string {
  const available = Math.max(width, narrowest);
  const lines = [
    ...headLines(heading, available),
    ...sections.flatMap((section) => [[], ...sectionLines(section, available)]),
  ];
  return lines.map((text) => `${painted(text, color)}\n`).join("");
}

/** Where the claim does not fit beside the verdict, it has a line of its own. */
function headLines({ title: name, verdict, claim, context }: Heading, width: number): Line[] {
  const title = line(toned("strong", name), ...(verdict === undefined ? [] : ["   ", verdictSpan(verdict)]));
  const whole = [...title, ...line(`   ${claim}`)];
  const margin = { lead: [], hang: "  " };
  const head =
    columns(plain(whole)) <= width
      ? fill(whole, margin, width)
      : [...fill(title, margin, width), ...fill(line(claim), { lead: line("  "), hang: "  " }, width)];
  const facts = context.map((fact) => fact.replaceAll(" ", "\u00a0")).join(" · ");
  return [...head, ...fill(line(toned("dim", facts)), { lead: [], hang: "" }, width)];
}

function painted(text: Line, color: boolean): string {
  return color ? text.map((span) => ansi(span.text, span.tone)).join("") : plain(text).trimEnd();
}

function sectionLines({ title, blocks }: Section, width: number): Line[] {
  const indent = title === undefined ? "  " : "    ";
  const head = title === undefined ? [] : fill(title.map(strong), { lead: line("  "), hang: "    " }, width);
  return [
    ...head,
    ...blocks.flatMap((block, index) => {
      const lines = blockLines(block, indent, width);
      return setOff(block, blocks[index - 1]) ? [[], ...lines] : lines;
    }),
  ];
}

/** Whether a blank line stands before a block, so that the eye finds what is to be changed and what is to be run. */
function setOff({ kind }: Block, before: Block | undefined): boolean {
  return before !== undefined && before.kind !== kind && (kind === "diff" || kind === "commands");
}

function strong(span: Line[number]): Line[number] {
  return span.tone === undefined ? { ...span, tone: "strong" } : span;
}

function blockLines(block: Block, indent: string, width: number): Line[] {
  switch (block.kind) {
    case "prose":
      return fill(block.text, { lead: line(indent), hang: indent }, width);
    case "lines":
      return block.lines.flatMap((text) => fill(text, { lead: line(indent), hang: `${indent}  ` }, width));
    case "facts":
      return factLines(block.facts, indent, width);
    case "list":
      return block.items.flatMap((item) => itemLines(item, indent, width));
    case "drawing":
      return block.rows.flatMap((row) => drawRow(row, indent, width));
    case "yaml":
      return yamlLines(block.lines, indent, width);
    case "diff":
      return block.rows.flatMap((row) => diffLines(row, indent, width));
    case "commands":
      return [
        line(`${indent}${block.label}`),
        ...block.commands.flatMap((command) => commandLines(command, `${indent}  `)),
      ];
  }
}

function factLines(facts: readonly Fact[], indent: string, width: number): Line[] {
  const widest = Math.max(8, ...facts.map(({ label }) => columns(label)));
  const hang = `${indent}${" ".repeat(widest + 2)}`;
  return facts.flatMap(({ label, lines }) =>
    lines.flatMap((text, index) => {
      const lead =
        index === 0 ? line(indent, toned("strong", label), " ".repeat(widest + 2 - columns(label))) : line(hang);
      return fill(text, { lead, hang }, width);
    }),
  );
}

function itemLines({ mark, line: text, below, commands }: Item, indent: string, width: number): Line[] {
  const inner = `${indent}  `;
  const bullet = mark === undefined ? toned("dim", "-") : glyph(mark);
  return [
    ...fill(text, { lead: line(indent, bullet, " "), hang: inner }, width),
    ...below.flatMap((more) => fill(more, { lead: line(inner), hang: `${inner}  ` }, width)),
    ...(commands ?? []).flatMap((command) => commandLines(command, inner)),
  ];
}

function diffLines({ sign, text }: DiffRow, indent: string, width: number): Line[] {
  const body = text.trimStart();
  const margin = " ".repeat(text.length - body.length);
  const tone = diffTones[sign];
  const lead = line(indent, toned(tone, sign), " ", margin);
  return fill(line(toned(tone, body)), { lead, hang: `${indent}${sign} ${margin}  ` }, width);
}

function yamlLines(excerpt: Excerpt, indent: string, width: number): Line[] {
  return markedYaml(excerpt).flatMap((text, index) => {
    const body = text.trimStart();
    const margin = `${indent}  ${" ".repeat(text.length - body.length)}`;
    const tone = excerpt[index]?.marked === true ? "strong" : "dim";
    return fill(line(toned(tone, body)), { lead: line(margin), hang: `${margin}  ` }, width);
  });
}

/** Commands are never wrapped, and those of several lines not even indented, so that they can be pasted as they are. */
function commandLines(command: string, indent: string): Line[] {
  const lines = command.split("\n");
  return lines.map((text) => line(lines.length > 1 ? "" : indent, toned("code", safe(text))));
}
