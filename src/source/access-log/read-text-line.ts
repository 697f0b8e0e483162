import { blankLine, type FieldName, type RawLine } from "./raw-line.ts";
import type { Column, TextLayout } from "./text-layout.ts";

/** What a line says, and the line without the headers that are likely to hold secrets. */
export interface ReadLine {
  readonly raw: RawLine;
  readonly line: string;
}

/**
 * Reads a line column by column, each up to the text that ends it. Never goes back, so that no line is slow to read.
 * @returns undefined when the line is not of this layout
 */
export function readTextLine(line: string, layout: TextLayout): ReadLine | undefined {
  if (layout.columns.length === 0 || !line.startsWith(layout.lead)) return undefined;
  const raw = blankLine();
  const secrets = fillFrom(line, layout, raw);
  if (secrets === undefined) return undefined;
  return { raw, line: secrets.length === 0 ? line : without(line, secrets) };
}

/**
 * Reads a line into what is known already; the first that says a thing is believed.
 * @returns where headers stand that are likely to hold secrets; undefined when the line is not of this layout
 */
export function fillFrom(line: string, { lead, columns }: TextLayout, raw: RawLine): readonly Span[] | undefined {
  if (!line.startsWith(lead)) return undefined;
  let secrets = noSpans;
  let from = lead.length;
  for (let i = 0; i < columns.length; i++) {
    const column = columns[i] as Column;
    const to = i === columns.length - 1 ? endOfLast(line, column, from) : endOf(line, column, from);
    if (to < 0) return undefined;
    if (!keep(column, line.slice(from, to), raw)) return undefined;
    if (column.secret) secrets = [...secrets, [from, to]];
    from = to + column.until.length;
  }
  return secrets;
}

type Span = readonly [from: number, to: number];
const noSpans: readonly Span[] = [];

/** Whether the column may say this; what it says is kept. */
function keep({ field, quoted, readTime }: Column, value: string, raw: RawLine): boolean {
  // A quote where none can stand: a header before it held quotes, and the columns have shifted.
  if (!quoted && value.includes('"')) return false;
  if (field === undefined || value === "-" || value === "" || raw[field] !== undefined) return true;
  const read = readTime === undefined ? value : readTime(value);
  raw[field] = read;
  return read !== undefined;
}

const bracedFields: ReadonlySet<FieldName | undefined> = new Set(["details", "terminationDetails"]);

function endOf(line: string, { until, field, quoted }: Column, from: number): number {
  if (until === "") return from;
  const to = line.indexOf(until, from);
  if (to < 0 || quoted || !bracedFields.has(field)) return to;
  // Older Envoys leave spaces in the reasons between braces: {connection failure,TLS error: …}.
  const open = line.indexOf("{", from);
  if (open < 0 || open > to) return to;
  const close = line.indexOf("}", open);
  return close < to ? to : line.indexOf(until, close);
}

function endOfLast(line: string, { until }: Column, from: number): number {
  const to = line.length - until.length;
  return to >= from && line.endsWith(until) ? to : -1;
}

function without(line: string, secrets: readonly Span[]): string {
  let reduced = "";
  let done = 0;
  for (const [from, to] of secrets) {
    const value = line.slice(from, to);
    reduced += line.slice(done, from) + (value === "-" || value === "" ? value : "…");
    done = to;
  }
  return reduced + line.slice(done);
}
