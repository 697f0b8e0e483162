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
 *   It is asked again where endings turn out to have one charge, so it must be pure.
 */
export function findingsOf<C extends CauseCode>(
  traces: readonly Trace[],
  codes: readonly C[],
  build: (found: Found<C>) => Draft | undefined,
): CheckFinding[] {
  const reported = new Set<string>();
  return traces.flatMap((trace, flow) => {
    const fresh = draftsOf(trace, flow, codes, build).filter(({ draft }) => !reported.has(spotKey(draft.resource)));
    for (const { draft } of fresh) reported.add(spotKey(draft.resource));
    return fresh.map(complete);
  });
}

interface Drafted<C extends CauseCode> {
  readonly draft: Draft;
  readonly found: Found<C>;
}

/** What there is to say of one trace, in path order, endings of equal charge as one. */
function draftsOf<C extends CauseCode>(
  trace: Trace,
  flow: number,
  codes: readonly C[],
  build: (found: Found<C>) => Draft | undefined,
): readonly Drafted<C>[] {
  const merged = new Map<string, Drafted<C>>();
  for (const ending of endingsOf(trace, ...codes)) {
    const single: Found<C> = { ...ending, trace, flow };
    const alone = build(single);
    if (alone === undefined) continue;
    const key = `${single.cause.code} ${spotKey(alone.resource)}`;
    const before = merged.get(key)?.found;
    const found = before === undefined ? single : { ...before, share: add(before.share, single.share) };
    merged.set(key, { found, draft: before === undefined ? alone : (build(found) ?? alone) });
  }
  return [...merged.values()];
}

function spotKey({ ref, path }: Spot): string {
  return `${refKey(ref)} ${path}`;
}

function complete<C extends CauseCode>({ draft, found: { share, flow, end } }: Drafted<C>): CheckFinding {
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
