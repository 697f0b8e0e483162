import type { FieldChange } from "../model/diagnosis-diff.ts";
import type { Json } from "../model/json.ts";
import { path } from "../model/path.ts";

type Parts = readonly (string | number)[];
type Fields = { readonly [key: string]: Json };

/**
 * Every field by which two values differ, as deep as it can be told. Items of lists are compared by their `name` where
 * all have one; else what both lists begin and end with is taken as unmoved. Plain values in lists of another length
 * are told as whole lists.
 */
export function fieldChanges(before: Json | undefined, after: Json | undefined, at: Parts = []): FieldChange[] {
  if (isSame(before, after)) return [];
  if (isFields(before) && isFields(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
    return keys.flatMap((key) => fieldChanges(before[key], after[key], [...at, key]));
  }
  if (isList(before) && isList(after)) return itemChanges(before, after, at);
  return [{ path: path(...at), before, after }];
}

function itemChanges(before: readonly Json[], after: readonly Json[], at: Parts): FieldChange[] {
  if (before.length === 0 || after.length === 0 || ![...before, ...after].every(isFields))
    return before.length === after.length
      ? before.flatMap((item, index) => fieldChanges(item, after[index], [...at, index]))
      : [{ path: path(...at), before, after }];
  const names = namesOf(before);
  const others = namesOf(after);
  if (names !== undefined && others !== undefined) return byName(before, after, at, names, others);
  return inMiddle(before, after, at);
}

function byName(
  before: readonly Json[],
  after: readonly Json[],
  at: Parts,
  names: readonly string[],
  others: readonly string[],
): FieldChange[] {
  const gone = before.flatMap((item, index) =>
    others.includes(names[index] ?? "") ? [] : [{ path: path(...at, index), before: item, after: undefined }],
  );
  return [
    ...gone,
    ...after.flatMap((item, index) => {
      const old = names.indexOf(others[index] ?? "");
      return fieldChanges(old < 0 ? undefined : before[old], item, [...at, index]);
    }),
  ];
}

/** Between what both begin and end with, item by item; what is left of the longer came or went. */
function inMiddle(before: readonly Json[], after: readonly Json[], at: Parts): FieldChange[] {
  const least = Math.min(before.length, after.length);
  let head = 0;
  while (head < least && isSame(before[head], after[head])) head += 1;
  let tail = 0;
  while (tail < least - head && isSame(before.at(-1 - tail), after.at(-1 - tail))) tail += 1;
  const gone = before.slice(head, before.length - tail);
  const come = after.slice(head, after.length - tail);
  const most = gone.length > come.length ? gone : come;
  return most.flatMap((_, index) => fieldChanges(gone[index], come[index], [...at, head + index]));
}

/** The names of all items; `undefined`: some have none, or two have the same. */
function namesOf(items: readonly Json[]): readonly string[] | undefined {
  const names = items.map((item) => (isFields(item) ? item.name : undefined));
  const known = names.filter((name) => typeof name === "string");
  return known.length === items.length && new Set(known).size === items.length ? known : undefined;
}

function isSame(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true;
  if (isList(a) && isList(b)) return a.length === b.length && a.every((item, index) => isSame(item, b[index]));
  if (!isFields(a) || !isFields(b)) return false;
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].every((key) => isSame(a[key], b[key]));
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

function isFields(value: Json | undefined): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
