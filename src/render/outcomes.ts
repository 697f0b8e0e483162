import { compareFractions, type Fraction, sum } from "../model/fraction.ts";
import { type End, endings, type Trace } from "../model/trace.ts";
import { endingKey } from "./ending-key.ts";

/** All endings of one kind, with the share of requests that end so. */
export interface Outcome {
  /** The first of them in path order. */
  readonly end: End;
  readonly ends: readonly End[];
  readonly share: Fraction;
}

/** How the requests of a trace end, equal endings taken together, the biggest share first. */
export function outcomes(trace: Trace): Outcome[] {
  const groups = Map.groupBy(endings(trace), ({ end }) => endingKey(end));
  return [...groups.values()]
    .flatMap((group) => {
      const [first] = group;
      if (first === undefined) return [];
      const ends = group.map(({ end }) => end);
      return [{ end: first.end, ends, share: sum(group.map(({ share }) => share)) }];
    })
    .sort((a, b) => compareFractions(b.share, a.share));
}
