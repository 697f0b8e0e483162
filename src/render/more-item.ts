import type { Item } from "./block.ts";
import { line, toned } from "./line.ts";

/** The entry that stands for those of a list that are not shown. */
export function moreItem(count: number): Item {
  return { line: line(toned("dim", `… and ${count} more`)), below: [] };
}
