import type { Block, Fact, Item, Section } from "../block.ts";
import { drawRow } from "../draw-row.ts";
import { type Line, line, plain, type Span, toned } from "../line.ts";
import { glyph } from "../mark.ts";
import { markedYaml } from "../marked-yaml.ts";
import { safe } from "../safe.ts";
import { clipped, slackLength } from "./slack-escape.ts";

/** A line of a message, the least that is moved to the thread as a whole. */
export type Row =
  /** `silent`: said in other words where the message is read out. */
  | { readonly kind: "text"; readonly line: Line; readonly silent?: boolean }
  | { readonly kind: "item"; readonly depth: 0 | 1; readonly line: Line }
  /** Code rows that follow one another are one block, unless `begins` starts a new one. A command is to be copied. */
  | { readonly kind: "code"; readonly text: string; readonly begins: boolean; readonly command: boolean };

/** A thread beside a channel shows about so many. */
const drawingWidth = 48;
const longestCode = 500;
const longestCommand = 2600;

/** What facts are called here, where their neighbours are others than in the report. */
const names: ReadonlyMap<string, string> = new Map([
  ["then", "simulated"],
  ["Changed", "Changed on the path"],
]);

/** Facts whose first line sums up the others. */
const heads: readonly string[] = ["Seen", "Ask next"];

/** What a command that is too long for Slack is replaced by. */
const tooLong = (length: number): Row => ({
  kind: "text",
  line: line(
    `It has ${length} characters, too many for Slack: ask the same with mesh why at a terminal, which prints it.`,
  ),
});

/** The rows of sections, without their titles. */
export function sectionRows(sections: readonly Section[]): Row[] {
  return sections.flatMap(({ blocks }) => blocks.flatMap(blockRows));
}

/** A row of text. */
export function textRow(...parts: readonly (string | Span | undefined)[]): Row {
  return { kind: "text", line: line(...parts) };
}

/** A row in bold. */
export function titleRow(title: string): Row {
  return textRow(toned("strong", title));
}

/** The rows of one block of the report, whose lines lose the margins that only a terminal needs. */
function blockRows(block: Block): Row[] {
  switch (block.kind) {
    case "prose":
      return [{ kind: "text", line: block.text }];
    case "lines":
      return block.lines.map((text) => ({ kind: "text", line: flush(text) }));
    case "facts":
      return factsRows(block.facts);
    case "list":
      return itemsRows(block.items);
    case "drawing":
      return codeRows(block.rows.flatMap((row) => drawRow(row, "", drawingWidth)).map((text) => plain(text).trimEnd()));
    case "yaml":
      return codeRows(markedYaml(block.lines));
    case "diff":
      return codeRows(block.rows.map(({ sign, text }) => `${sign} ${text}`.trimEnd()));
    case "commands":
      return [titleRow(`${block.label}:`), ...block.commands.map(commandRow)];
  }
}

/** Lines of one block of code. */
export function codeRows(lines: readonly string[]): Row[] {
  return lines.map((text, index) => ({
    kind: "code",
    text: clipped(safe(text), longestCode),
    begins: index === 0,
    command: false,
  }));
}

/** A command is never cut: half of one would be run. One that is too long is told of instead. */
export function commandRow(command: string): Row {
  const text = command.split("\n").map(safe).join("\n");
  return slackLength(text) > longestCommand
    ? tooLong(text.length)
    : { kind: "code", text, begins: true, command: true };
}

/** Named facts, each on a line of its own. */
export function factsRows(facts: readonly Fact[]): Row[] {
  return facts.flatMap(factRows);
}

/** Entries of a list, with what belongs below each. */
export function itemsRows(items: readonly Item[]): Row[] {
  return items.flatMap(itemRows);
}

/** A line without the blanks before it. */
export function flush([first, ...others]: Line): Line {
  return first === undefined ? [] : line({ ...first, text: first.text.trimStart() }, ...others);
}

function factRows({ label, lines }: Fact): Row[] {
  const [first, ...others] = lines;
  if (first === undefined) return [];
  const named = names.get(label) ?? label;
  const name = `${named.slice(0, 1).toUpperCase()}${named.slice(1)}:`;
  const isHead = others.length === 0 || heads.includes(label);
  return [
    isHead ? { kind: "text", line: [...line(toned("strong", name), " "), ...first] } : titleRow(name),
    ...(isHead ? others : lines).map((text): Row => ({ kind: "item", depth: 0, line: text })),
  ];
}

function itemRows({ mark, line: text, below, commands }: Item): Row[] {
  return [
    { kind: "item", depth: 0, line: mark === undefined ? text : [glyph(mark), ...line(" "), ...text] },
    ...below.map((more): Row => ({ kind: "item", depth: 1, line: more })),
    ...(commands ?? []).map(commandRow),
  ];
}
