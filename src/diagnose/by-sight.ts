import { compare } from "../model/compare.ts";
import type { Neighbour } from "../model/neighbour.ts";

/** Those with most calls first, then by name. */
export function bySight(a: Neighbour, b: Neighbour): number {
  return (
    (b.seen?.calls ?? 0) - (a.seen?.calls ?? 0) ||
    compare(a.ref.namespace, b.ref.namespace) ||
    compare(a.ref.name, b.ref.name) ||
    compare(a.ref.kind, b.ref.kind)
  );
}
