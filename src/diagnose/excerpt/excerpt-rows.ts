import type { ExcerptLine } from "../../model/excerpt.ts";
import { path } from "../../model/path.ts";
import { neighbourRows, ownRows } from "./own-rows.ts";
import { byKey, isList, isMap } from "./shown-entries.ts";
import type { Level, Way } from "./way-to.ts";
import { keyText } from "./yaml-rows.ts";

/** An object and a field of it, as an excerpt is made of it. */
export interface Subject {
  readonly way: Way;
  /** How many parts lead to a text that holds YAML of its own. */
  readonly textAt: number | undefined;
  /** What stands for a map in which nothing is left. */
  readonly empty: string;
}

/** What of the object is shown. */
export interface Choice {
  /** Lines of the field itself, its first included. */
  readonly own: number;
  /** The object's name and namespace. */
  readonly head: boolean;
  /** What tells entries of lists on the way apart, and what decides how the rest is meant. */
  readonly names: boolean;
  /** Neighbours of the field, by key or index: next to it, without holes. */
  readonly near: readonly (string | number)[];
}

/** What tells entries of a list apart: a port's name, the key of a condition. */
const entryNames: readonly string[] = ["name", "key"];
/** Without which what stands beside it may be read the wrong way round: an ALLOW rule for a DENY rule. */
const deciding: readonly string[] = ["action"];

type Named = readonly [key: string, rows: readonly ExcerptLine[]];

/** The lines of the object that are chosen, built from the field outwards. */
export function excerptRows(subject: Subject, choice: Choice): ExcerptLine[] {
  const { levels } = subject.way;
  const inner = levels.length - 1;
  let rows = fieldRows(subject, choice);
  let note = "";
  for (let depth = inner; depth >= 0; depth -= 1) {
    const { container, part } = levels[depth] as Level;
    if (isList(container)) {
      if (depth === inner) rows = inList(subject, choice, rows);
      else {
        const [before, after] = [Number(part), container.length - Number(part) - 1];
        const hasKey = !isList(levels[depth - 1]?.container);
        note = hasKey ? counts(before, after) : "";
        rows = hasKey ? asItem(rows) : [...counted(before, "before"), ...asItem(rows), ...counted(after, "after")];
      }
      continue;
    }
    if (depth < inner) rows = underKey(subject, depth, rows, note);
    rows = inMap(subject, depth, choice, rows);
    note = "";
  }
  return rows;
}

/** The field under its key, or that it is not there. An entry of a list has its dash. */
function fieldRows({ way, textAt, empty }: Subject, { own }: Choice): ExcerptLine[] {
  const { levels, missing } = way;
  const last = levels.at(-1) as Level;
  const value = last.child;
  if (value === undefined) {
    const { container, part } = last;
    const isHidden = isMap(container) && Object.hasOwn(container, String(part)) && missing.length === 1;
    const name = missing.length === 1 ? String(missing[0]) : path(...missing);
    return [{ text: `# ${name} is ${isHidden ? "empty or " : ""}not set`, marked: true }];
  }
  const part = isList(last.container) ? last.part : String(last.part);
  const [first = "", ...others] = ownRows(part, value, empty, own);
  const text = textAt === levels.length && first.endsWith(":") ? `${first} |` : first;
  return [{ text, marked: true }, ...unmarked(others)];
}

function underKey({ way, textAt }: Subject, depth: number, rows: readonly ExcerptLine[], note: string): ExcerptLine[] {
  const level = way.levels[depth] as Level;
  const bar = textAt === depth + 1 ? " |" : "";
  const text = `${keyText(String(level.part))}:${bar}${note === "" ? "" : `  # ${note}`}`;
  const margin = isList(level.child) ? "" : "  ";
  return [{ text, marked: false }, ...rows.map((row) => ({ ...row, text: `${margin}${row.text}` }))];
}

/** What the way goes through, among the other entries of its map that are shown, in the order of keys. */
function inMap({ way, empty }: Subject, depth: number, choice: Choice, rows: readonly ExcerptLine[]): ExcerptLine[] {
  const { levels } = way;
  const { part, entries } = levels[depth] as Level;
  const isInner = depth === levels.length - 1;
  const isEntry = depth > 0 && isList(levels[depth - 1]?.container);
  const isMetadata = depth === 1 && levels[0]?.part === "metadata";
  const others = entries.flatMap(([key, value]): Named[] => {
    if (key === String(part)) return [];
    if (depth === 0) return key === "metadata" && choice.head && isMap(value) ? [[key, headRows(value)]] : [];
    const isContext =
      (isMetadata && choice.head && isIdentity(key)) ||
      (choice.names && typeof value === "string" && (isEntry ? entryNames : deciding).includes(key));
    const isNear = isInner && choice.near.includes(key);
    return isContext || isNear ? [[key, unmarked(neighbourRows(key, value, empty))]] : [];
  });
  const all: Named[] = [...others, [String(part), rows]];
  return all.sort(([a], [b]) => byKey(a, b)).flatMap(([, own]) => own);
}

/** The field among the neighbours in its list; those that are not shown are counted. */
function inList({ way, empty }: Subject, { near }: Choice, rows: readonly ExcerptLine[]): ExcerptLine[] {
  const { container, part } = way.levels.at(-1) as Level;
  if (!isList(container)) return [...rows];
  const at = Math.min(Number(part), container.length);
  const indexes = near.filter((index) => typeof index === "number").sort((a, b) => a - b);
  const shown = (wanted: readonly number[]) =>
    wanted.flatMap((index) => unmarked(neighbourRows(index, container[index] ?? null, empty)));
  const before = indexes.filter((index) => index < at);
  const after = indexes.filter((index) => index > at);
  const isThere = at < container.length ? 1 : 0;
  return [
    ...counted(at - before.length, "before"),
    ...shown(before),
    ...rows,
    ...shown(after),
    ...counted(container.length - at - isThere - after.length, "after"),
  ];
}

function headRows(metadata: { readonly [key: string]: unknown }): ExcerptLine[] {
  const { name, namespace } = metadata;
  const own = Object.entries({ name, namespace }).filter(
    (entry): entry is [string, string] => typeof entry[1] === "string" && entry[1] !== "",
  );
  const rows = own.flatMap(([key, value]) => neighbourRows(key, value, "{}"));
  return unmarked(["metadata:", ...rows.map((text) => `  ${text}`)]);
}

function isIdentity(key: string): boolean {
  return key === "name" || key === "namespace";
}

function asItem(rows: readonly ExcerptLine[]): ExcerptLine[] {
  return rows.map((row, index) => ({ ...row, text: `${index === 0 ? "- " : "  "}${row.text}` }));
}

/** `… 1 before, 2 after`, or "" where there are no others. */
function counts(before: number, after: number): string {
  const told = [...(before === 0 ? [] : [`${before} before`]), ...(after === 0 ? [] : [`${after} after`])];
  return told.length === 0 ? "" : `… ${told.join(", ")}`;
}

function counted(count: number, where: string): ExcerptLine[] {
  return count === 0 ? [] : unmarked([`# … ${count} ${where}`]);
}

function unmarked(rows: readonly string[]): ExcerptLine[] {
  return rows.map((text) => ({ text, marked: false }));
}
