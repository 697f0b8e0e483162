import { compare } from "../../model/compare.ts";
import type { Json } from "../../model/json.ts";
import type { JsonMap } from "./printed-object.ts";

const digit = /\d/;

/** Dropped in part when an object is read, or by kubectl itself. */
const partial: readonly string[] = ["env", "managedFields"];
/** Maps that every resource has, whether or not the object does. */
const filledIn: readonly string[] = ["metadata", "labels", "annotations", "spec", "template", "jobTemplate", "status"];

/**
 * The entries of a map of which it is known that the object has them, in the order of kubectl: empty lists and some empty
 * maps are filled in when an object is read.
 */
export function shownEntries(map: JsonMap): [string, Json][] {
  return Object.entries(map)
    .filter(([key, value]) => isShown(key, value))
    .sort(([a], [b]) => byKey(a, b));
}

/** The order of keys in kubectl's output: numbers in them by value. */
export function byKey(a: string, b: string): number {
  return digit.test(a) && digit.test(b) ? compare(padded(a), padded(b)) : compare(a, b);
}

function padded(key: string): string {
  return key.replace(/\d+/g, (digits) => digits.padStart(20, "0"));
}

function isShown(key: string, value: Json | undefined): value is Json {
  if (value === undefined || partial.includes(key) || (key === "namespace" && value === "")) return false;
  if (isList(value)) return value.length > 0;
  return !(filledIn.includes(key) && isMap(value) && shownEntries(value).length === 0);
}

/** Whether a value is a list. */
export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** Whether a value is a map. */
export function isMap(value: Json | undefined): value is JsonMap {
  return value !== undefined && value !== null && typeof value === "object" && !isList(value);
}
