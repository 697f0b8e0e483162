import type { Json } from "../../model/json.ts";
import type { JsonMap, Printed } from "./printed-object.ts";
import { isList, isMap, shownEntries } from "./shown-entries.ts";

/** A list or map on the way to a field, and where the way goes on. */
export interface Level {
  readonly container: readonly Json[] | JsonMap;
  readonly part: string | number;
}

/** The way to a field, as far as the object has it. */
export interface Way {
  /** From the object itself inwards; the last leads to the field, or to what is missing. */
  readonly levels: readonly Level[];
  /** The parts that the object does not have. */
  readonly missing: readonly (string | number)[];
}

/** Goes from the object towards the field. Where a scalar is in the way, that is where it ends. */
export function wayTo({ object, parts }: Printed): Way {
  const levels: Level[] = [];
  let at: Json = object;
  for (const [index, part] of parts.entries()) {
    if (!isList(at) && !isMap(at)) break;
    const level: Level = { container: at, part };
    levels.push(level);
    const child = childOf(level);
    if (child === undefined) return { levels, missing: parts.slice(index) };
    at = child;
  }
  return { levels, missing: [] };
}

/** What stands at a part of the way; `undefined`: nothing. */
export function childOf({ container, part }: Level): Json | undefined {
  if (isList(container)) return typeof part === "number" ? container[part] : undefined;
  return shownEntries(container).find(([key]) => key === String(part))?.[1];
}
