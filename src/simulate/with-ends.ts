import type { End, Hop } from "../model/trace.ts";

/** The same way on, with every end as this makes it. */
export function withEnds(at: Hop | End, change: (end: End) => End): Hop | End {
  if (at.kind === "end") return change(at);
  return { ...at, next: at.next.map((branch) => ({ ...branch, to: withEnds(branch.to, change) })) };
}
