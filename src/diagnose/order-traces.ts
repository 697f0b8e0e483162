import { isNonEmpty, type NonEmpty, sortNonEmpty } from "../model/non-empty.ts";
import { endings, type Trace } from "../model/trace.ts";
import { fateOfFlow } from "./verdict.ts";

/** A plain request that no route takes says nothing where the configuration names requests that are routed. */
export function withoutUnrouted(traces: NonEmpty<Trace>, named: boolean): NonEmpty<Trace> {
  if (named) return traces;
  const routed = traces.filter(
    (trace) => trace.flow.named || !endings(trace).every(({ end }) => end.cause?.code === "no-route-match"),
  );
  return isNonEmpty(routed) ? routed : traces;
}

/**
 * What checks are to judge: not the requests that policy keeps out while others of the pair are admitted, which is
 * design and no fault. They stand at the end, so that what is left keeps its places.
 */
export function withoutRestricted(traces: NonEmpty<Trace>, named: boolean): NonEmpty<Trace> {
  if (named || !traces.some(isArriving)) return traces;
  const judged = traces.filter((trace) => trace.flow.named || fateOfFlow(trace) !== "refused");
  return isNonEmpty(judged) ? judged : traces;
}

function isArriving(trace: Trace): boolean {
  const fate = fateOfFlow(trace);
  return fate === "arrives" || fate === "partly";
}

/** The trace that the verdict rests on comes first: the worst that hurts, else one that arrives. */
export function worstFirst(traces: NonEmpty<Trace>, named: boolean): NonEmpty<Trace> {
  if (named || traces.length < 2) return traces;
  const arriving = traces.some(isArriving);
  const weight = (trace: Trace): number => {
    switch (fateOfFlow(trace)) {
      case "fails":
        return trace.flow.named ? 0 : 1;
      case "refused":
        return trace.flow.named ? 0 : arriving ? 5 : 1;
      case "partly":
        return 2;
      case "unknown":
        return 3;
      case "arrives":
        return 4;
    }
  };
  return sortNonEmpty(traces, (a, b) => weight(a) - weight(b));
}
