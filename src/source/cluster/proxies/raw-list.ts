import { isRawObject, type RawObject } from "../../../kinds/raw-object.ts";
import { rawAt } from "./raw-at.ts";

/** The objects of a list at a path; whatever else stands there counts as none. */
export function rawList(value: unknown, ...path: readonly string[]): readonly RawObject[] {
  const list = rawAt(value, ...path);
  return Array.isArray(list) ? list.filter(isRawObject) : [];
}
