import type { Culprit, Finding } from "../../model/diagnosis.ts";
import type { Json } from "../../model/json.ts";
import { pathParts } from "../../model/path.ts";
import { refKey } from "../../model/ref.ts";
import { yamlEntry, yamlItem, yamlLines } from "../yaml-lines.ts";

type Part = string | number;

/** A value that was read from the object, and where it stands in it. */
interface Known {
  readonly at: readonly Part[];
  readonly value: Json | undefined;
  /** It was looked at, and is not there. */
  readonly unset?: boolean;
}

/** A line of YAML; `here`: the field that is to blame begins on it, `up`: on the line above, which holds its name. */
interface YamlRow {
  readonly text: string;
  readonly here: boolean;
  readonly up?: boolean;
  /** The field was looked at, and is not there. */
  readonly unset?: boolean;
}

const mostRows = 16;
const spread = 6;

/**
 * The object's YAML down to the field that a finding blames: what of it a diagnosis holds, with a comment on the line
 * to look at. Entries of lists that stand before are counted, not shown. Empty where nothing is known of the field.
 */
export function yamlExcerpt(resource: Culprit, finding: Finding | undefined): string[] {
  const parts = pathParts(resource.path);
  const known = knownValue(resource, parts, finding);
  if (parts.length === 0 || (known.value === undefined && known.unset !== true)) return [];
  const inner = valueRows(known.value, parts.slice(known.at.length));
  const rows = known.at.reduceRight<YamlRow[]>((rows, part) => within(part, rows), inner);
  return bounded(rows.map(marked));
}

/** A patch tests what it found at or around the place, word for word; evidence may hold a shorter form of it. */
function knownValue(resource: Culprit, parts: readonly Part[], finding: Finding | undefined): Known {
  const changes = finding?.fix?.changes ?? [];
  for (const change of changes) {
    if (change.kind !== "patch" || refKey(change.ref) !== refKey(resource)) continue;
    for (const { op, path, value } of change.patch) {
      const at = path
        .split("/")
        .slice(1)
        .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
      if (op !== "test" || value === undefined || value === null || at.length > parts.length) continue;
      if (at.every((part, index) => part === String(parts[index]))) return { at: parts.slice(0, at.length), value };
    }
  }
  const own = finding?.evidence.find(
    (piece) => piece.kind === "field" && piece.path === resource.path && refKey(piece.ref) === refKey(resource),
  );
  if (own?.kind !== "field") return { at: parts, value: undefined };
  return { at: parts, value: own.value, unset: own.value === undefined };
}

/** The rows of a value; `rest` leads to the field inside it that is marked, and an empty one marks the value itself. */
function valueRows(value: Json | undefined, rest: readonly Part[]): YamlRow[] {
  const [next, ...others] = rest;
  if (value === undefined) return [{ text: "", here: true, unset: true }];
  if (next !== undefined && typeof next === "string" && isMap(value) && !Object.hasOwn(value, next))
    return [...unmarked(Object.keys(value).length === 0 ? [] : yamlLines(value)), ...absent(next)];
  if (next === undefined || value === null || typeof value !== "object" || !Object.hasOwn(value, next))
    return yamlLines(value).map((text, index) => ({ text, here: index === 0, up: index === 0 && isFull(value) }));
  if (Array.isArray(value)) {
    return value.flatMap((item: Json, index) =>
      index === next ? prefixed(valueRows(item, others)) : unmarked(yamlItem(item)),
    );
  }
  return Object.entries(value).flatMap(([key, child]) =>
    key === next ? keyed(key, valueRows(child, others), child) : unmarked(yamlEntry(key, child)),
  );
}

/** Rows as what stands at one part of a path. */
function within(part: Part, rows: readonly YamlRow[]): YamlRow[] {
  if (typeof part === "string") return keyed(part, rows, rows.length > 1 || isNested(rows[0]) ? {} : "");
  const before = part === 0 ? [] : [{ text: `# … ${part} before`, here: false }];
  return [...before, ...prefixed(rows)];
}

/** Whether a single row is an entry of its own, and so belongs below its key. */
function isNested(row: YamlRow | undefined): boolean {
  return row !== undefined && (/^(?:- |#)/.test(row.text) || /^(?:[\w.$/-]+|"(?:[^"\\]|\\.)*"):(?: |$)/.test(row.text));
}

function keyed(key: string, rows: readonly YamlRow[], value: Json): YamlRow[] {
  const name = yamlLines(key)[0] ?? key;
  const [first] = rows;
  if (value !== null && typeof value === "object" && !isEmpty(rows)) {
    const up = first?.up === true;
    const inside = rows.map((row) => ({ ...row, text: `  ${row.text}`, here: row.here && !up, up: false }));
    return [{ text: `${name}:`, here: up }, ...inside];
  }
  const text = first?.text === "" ? `${name}:` : `${name}: ${first?.text ?? ""}`;
  return [{ text, here: first?.here ?? false, ...(first?.unset === true ? { unset: true } : {}) }];
}

function unmarked(lines: readonly string[]): YamlRow[] {
  return lines.map((text) => ({ text, here: false }));
}

function absent(key: string): YamlRow[] {
  return [{ text: `${yamlLines(key)[0] ?? key}:`, here: true, unset: true }];
}

function isMap(value: Json): value is { readonly [key: string]: Json } {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

function isFull(value: Json): boolean {
  return value !== null && typeof value === "object" && Object.keys(value).length > 0;
}

function isEmpty([first, ...others]: readonly YamlRow[]): boolean {
  return others.length === 0 && (first === undefined || ["", "{}", "[]"].includes(first.text));
}

function prefixed(rows: readonly YamlRow[]): YamlRow[] {
  return rows.map((row, index) => ({ ...row, text: `${index === 0 ? "- " : "  "}${row.text}`, up: false }));
}

function marked({ text, here, unset }: YamlRow): string {
  if (!here) return text;
  return unset === true ? `${text}  # ← here: not set` : `${text}  # ← here`;
}

/** What is near the marked line, where the whole would be too long. */
function bounded(lines: readonly string[]): string[] {
  if (lines.length <= mostRows) return [...lines];
  const at = lines.findIndex((text) => text.includes("# ← here"));
  const from = Math.max(0, Math.min(at - spread, lines.length - mostRows));
  const to = from + mostRows;
  return [
    ...(from === 0 ? [] : [`# … ${from} lines above`]),
    ...lines.slice(from, to),
    ...(to >= lines.length ? [] : [`# … ${lines.length - to} lines below`]),
  ];
}
