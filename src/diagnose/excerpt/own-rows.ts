import type { Json } from "../../model/json.ts";
import { isList, isMap } from "./shown-entries.ts";
import { entryRows, itemRows } from "./yaml-rows.ts";

/** Lines of a neighbour that are shown. */
const neighbourLines = 3;

/** Rows of a value under its key or as an entry of a list, at most so many; what is left out is told. */
export function ownRows(part: string | number, value: Json, empty: string, most: number): string[] {
  const rows = firstOf(rowsAt(part, value, empty), most + 1);
  if (rows.length <= most) return rows;
  return (isList(value) && typeof part === "string" ? wholeItems(part, value, empty, most) : undefined) ?? cut(rows);
}

/** A neighbour of the field: whole where it is short, else its beginning. */
export function neighbourRows(part: string | number, value: Json, empty: string): string[] {
  const rows = firstOf(rowsAt(part, value, empty), neighbourLines + 1);
  if (rows.length <= neighbourLines) return rows;
  if (typeof part === "string") return [`${rows[0]}  # …${isList(value) ? ` ${entries(value.length)}` : ""}`];
  const named = isMap(value) && typeof value.name === "string" ? { name: value.name } : value;
  return [...firstOf(itemRows(named, empty), 1), "  # …"];
}

function rowsAt(part: string | number, value: Json, empty: string): Generator<string> {
  return typeof part === "string" ? entryRows(part, value, empty) : itemRows(value, empty);
}

/** The entries of a list that fit, and how many do not; `undefined`: not even the first does. */
function wholeItems(key: string, value: readonly Json[], empty: string, most: number): string[] | undefined {
  let fitting: string[] | undefined;
  for (const count of value.keys()) {
    const rows = firstOf(entryRows(key, value.slice(0, count + 1), empty), most);
    if (rows.length >= most) break;
    fitting = [...rows, `# … ${value.length - count - 1} more`];
  }
  return fitting;
}

/** All but the last two rows, the first of which tells the depth at which something is left out. */
function cut(rows: readonly string[]): string[] {
  const kept = rows.slice(0, -2);
  const [margin = ""] = /^ */.exec(rows.at(-2) ?? "") ?? [];
  return [...kept, `${" ".repeat(margin.length)}# …`];
}

function firstOf(rows: Iterable<string>, most: number): string[] {
  const first: string[] = [];
  for (const text of rows) {
    if (first.length === most) break;
    first.push(text);
  }
  return first;
}

function entries(count: number): string {
  return count === 1 ? "1 entry" : `${count} entries`;
}
