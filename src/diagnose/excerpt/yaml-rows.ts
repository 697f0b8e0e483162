import { notKept } from "../../kinds/headers-schema.ts";
import type { Json } from "../../model/json.ts";
import { yamlScalar } from "../../model/yaml-scalar.ts";
import { isList, isMap, shownEntries } from "./shown-entries.ts";

/** Characters of a key or a value that are shown. */
const longest = 100;

/** Values of which the resource holds a reduced form. */
const reduced: ReadonlySet<string> = new Set(["proxy.istio.io/config"]);

/**
 * A map's entry as kubectl prints it: lists are not indented. Rows are made as they are asked for, since an object may
 * be big. `# …` stands for what is not kept when an object is read; `empty` for a map in which nothing is left.
 */
export function* entryRows(key: string, value: Json, empty: string): Generator<string> {
  const name = keyText(key);
  if (reduced.has(key)) yield `${name}:  # …`;
  else if (!isNested(value)) yield `${name}: ${scalarText(value, empty)}`;
  else {
    yield `${name}:`;
    yield* indented(nestedRows(value, empty), isList(value) ? "" : "  ");
  }
}

/** An entry of a list, as kubectl prints it. */
export function* itemRows(value: Json, empty: string): Generator<string> {
  yield* dashed(isNested(value) ? nestedRows(value, empty) : [scalarText(value, empty)]);
}

/** Rows as one entry of a list. */
function* dashed(rows: Iterable<string>): Generator<string> {
  let lead = "- ";
  for (const text of rows) {
    yield `${lead}${text}`;
    lead = "  ";
  }
}

/** A key as YAML reads it back. */
export function keyText(key: string): string {
  return cut(key);
}

function* nestedRows(value: Json, empty: string): Generator<string> {
  if (isList(value)) for (const item of value) yield* itemRows(item, empty);
  else if (isMap(value)) for (const [key, child] of shownEntries(value)) yield* entryRows(key, child, empty);
}

function* indented(rows: Iterable<string>, by: string): Generator<string> {
  for (const text of rows) yield `${by}${text}`;
}

/** Whether a value has rows of its own below its key. */
function isNested(value: Json): boolean {
  return isList(value) ? value.length > 0 : isMap(value) && shownEntries(value).length > 0;
}

function scalarText(value: Json, empty: string): string {
  if (isList(value)) return "[]";
  if (isMap(value)) return empty;
  return value === notKept ? "# …" : cut(value);
}

function cut(value: Json): string {
  if (typeof value !== "string" || value.length <= longest) return yamlScalar(value);
  const characters = [...value];
  const more = characters.length - longest;
  return more <= 0 ? yamlScalar(value) : `${yamlScalar(`${characters.slice(0, longest).join("")}…`)}  # … ${more} more`;
}
