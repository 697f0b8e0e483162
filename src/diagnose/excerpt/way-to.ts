import type { Json } from "../../model/json.ts";
import type { JsonMap, Printed } from "./printed-object.ts";
import { isList, isMap, shownEntries } from "./shown-entries.ts";

/** A list or map on the way to a field, and where the way goes on. */
export interface Level {
  readonly container: readonly Json[] | JsonMap;
  readonly part: string | number;
  /** The entries of a map that are shown, in order; of a list none. */
  readonly entries: readonly (readonly [key: string, value: Json])[];
  /** What stands at the part; `undefined`: nothing. */
  readonly child: Json | undefined;
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
    const level = levelOf(at, part);
    levels.push(level);
    if (level.child === undefined) return { levels, missing: parts.slice(index) };
    at = level.child;
  }
  return { levels, missing: [] };
}

function levelOf(container: Level["container"], part: string | number): Level {
  if (isList(container))
    return { container, part, entries: [], child: typeof part === "number" ? container[part] : undefined };
  const entries = shownEntries(container);
  return { container, part, entries, child: entries.find(([key]) => key === String(part))?.[1] };
}
