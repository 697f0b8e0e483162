import type { Spot } from "../../model/cause.ts";
import { add, type Fraction } from "../../model/fraction.ts";
import { refKey } from "../../model/ref.ts";
import { type Ending, endings, type Trace } from "../../model/trace.ts";

/** A delay that is injected on the way, and whom it hits. */
export interface Delay {
  readonly spot: Spot;
  readonly share: Fraction;
  readonly ms: number;
}

/** The delays that requests of a trace meet, in path order. */
export function delaysIn(trace: Trace): readonly Delay[] {
  const found = new Map<string, Delay>();
  for (const ending of endings(trace)) {
    const spot = delayPassed(ending);
    if (spot === undefined) continue;
    const key = `${refKey(spot.ref)} ${spot.path}`;
    const before = found.get(key);
    const ms = Math.max(before?.ms ?? 0, ending.end.delayMs ?? 0);
    found.set(key, { spot, ms, share: before === undefined ? ending.share : add(before.share, ending.share) });
  }
  return [...found.values()];
}

function delayPassed({ end, way }: Ending): Spot | undefined {
  if ((end.delayMs ?? 0) === 0) return undefined;
  const evidence = way.filter(({ kind }) => kind === "fault").flatMap(({ because }) => because);
  const delay = evidence.find((one) => one.kind === "field" && one.path.endsWith(".delay"));
  return delay?.kind === "field" ? { ref: delay.ref, path: delay.path } : undefined;
}
