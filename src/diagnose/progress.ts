import { isBad, isGood } from "../model/disposition.ts";
import { compareFractions, type Fraction } from "../model/fraction.ts";
import { endings, shareOf, stationOrder, type Trace } from "../model/trace.ts";

/** How far the failing share of a request gets, as something that can be compared. */
export interface Progress {
  readonly good: Fraction;
  /** Charges of what still fails: cause code and object. */
  readonly failing: ReadonlySet<string>;
  /** The first station at which anything fails; beyond all stations where nothing does. */
  readonly reach: number;
  readonly delayed: boolean;
}

export function progressOf(trace: Trace): Progress {
  const failing = endings(trace).filter(({ end }) => isBad(end.disposition));
  return {
    good: shareOf(trace, ({ disposition }) => isGood(disposition)),
    failing: new Set(failing.map(({ end }) => `${end.cause?.code}`)),
    reach:
      failing.length === 0
        ? stationOrder.length
        : Math.min(...failing.map(({ end }) => stationOrder.indexOf(end.station))),
    delayed: endings(trace).some(({ end }) => (end.delayMs ?? 0) > 0),
  };
}

/** Whether a change helped: more arrives, or what failed gets further before it fails, or a delay is gone. */
export function isBetter(before: Progress, after: Progress): boolean {
  const good = compareFractions(after.good, before.good);
  if (good !== 0) return good > 0;
  if (before.delayed && !after.delayed) return true;
  return after.reach > before.reach;
}
