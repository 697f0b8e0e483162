import { isRawObject } from "../../../kinds/raw-object.ts";

/** What stands at a path of a JSON value of which nothing is known; `undefined`: nothing does. */
export function rawAt(value: unknown, ...path: readonly string[]): unknown {
  let found = value;
  for (const key of path) {
    if (!isRawObject(found) || !Object.hasOwn(found, key)) return undefined;
    found = found[key];
  }
  return found;
}
