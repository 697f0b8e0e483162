import type { CauseCode, CauseOf, Spot } from "../model/cause.ts";
import type { CheckFinding } from "../model/check.ts";
import { add } from "../model/fraction.ts";
import { refKey } from "../model/ref.ts";
import { type Ending, endingsOf, type Trace } from "../model/trace.ts";

/** An ending of one of the asked causes, with what a finding about it needs to know. */
export interface Found<C extends CauseCode> extends Ending {
  readonly cause: CauseOf<C>;
  readonly trace: Trace;
  /** Index of the trace it ends. */
  readonly flow: number;
}

/** What a check says of an ending; the rest has a usual value. Evidence: what the ending itself gives. */
export type Draft = Pick<CheckFinding, "summary" | "layer" | "resource"> &
  Partial<Omit<CheckFinding, "share" | "flow">>;

/**
 * Makes findings of the endings that have one of these causes: within a flow endings of equal charge (cause, resource
 * and field) are one finding with the sum of their shares; over the flows a field is reported once, for the first
 * flow that it hurts.
 *
 * @param build what to say of an ending whose share is already summed; `undefined`: nothing, another check does.
 *   It is called once more per ending to learn what it would charge, so it must be pure.
 */
export function findingsOf<C extends CauseCode>(
  traces: readonly Trace[],
  codes: readonly C[],
  build: (found: Found<C>) => Draft | undefined,
): CheckFinding[] {
  const reported = new Set<string>();
  return traces.flatMap((trace, flow) => {
    const charged = chargedEndings(trace, flow, codes, build).filter(({ spot }) => !reported.has(spotKey(spot)));
    for (const { spot } of charged) reported.add(spotKey(spot));
    return charged.flatMap(({ found }) => {
      const draft = build(found);
      return draft === undefined ? [] : [complete(draft, found)];
    });
  });
}

interface Charged<C extends CauseCode> {
  readonly spot: Spot;
  readonly found: Found<C>;
}

/** The endings of one trace, those of equal charge as one, in path order. */
function chargedEndings<C extends CauseCode>(
  trace: Trace,
  flow: number,
  codes: readonly C[],
  build: (found: Found<C>) => Draft | undefined,
): readonly Charged<C>[] {
  const merged = new Map<string, Charged<C>>();
  for (const ending of endingsOf(trace, ...codes)) {
    const found: Found<C> = { ...ending, trace, flow };
    const spot = build(found)?.resource;
    if (spot === undefined) continue;
    const key = `${found.cause.code} ${spotKey(spot)}`;
    const before = merged.get(key)?.found;
    merged.set(key, {
      spot,
      found: before === undefined ? found : { ...before, share: add(before.share, found.share) },
    });
  }
  return [...merged.values()];
}

function spotKey({ ref, path }: Spot): string {
  return `${refKey(ref)} ${path}`;
}

function complete<C extends CauseCode>(draft: Draft, { share, flow, end }: Found<C>): CheckFinding {
  return {
    severity: "error",
    basis: "configuration",
    related: [],
    evidence: end.because,
    proposals: [],
    advice: [],
    ...draft,
    share,
    flow,
  };
}
