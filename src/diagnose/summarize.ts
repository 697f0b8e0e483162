import type { Finding, Verdict } from "../model/diagnosis.ts";
import { flowText } from "../model/flow.ts";
import { heldOtherwise } from "../model/held-otherwise.ts";
import type { NonEmpty } from "../model/non-empty.ts";
import type { Observation } from "../model/observation.ts";
import type { Pair } from "../model/pair.ts";
import { endings, type Trace } from "../model/trace.ts";

interface Story {
  readonly verdict: Verdict;
  readonly pair: Pair;
  readonly traces: NonEmpty<Trace>;
  readonly findings: readonly Finding[];
  readonly observed: Observation;
  readonly named: boolean;
}

/** One sentence a person can act on. */
export function summarize({ verdict, pair, traces, findings, observed, named }: Story): string {
  const [error] = findings.filter(({ severity }) => severity === "error");
  const main = traces[0];
  const [failure] = observed.failures;
  switch (verdict) {
    case "broken":
    case "degraded":
      return error?.summary ?? `${flowText(main.flow)} does not arrive`;
    case "unknown":
      return `Whether ${pair.from.name} reaches ${pair.to.name} cannot be decided: ${unknownReason(traces)}`;
    case "healthy": {
      const what = named || main.flow.scheme === "tcp" ? flowText(main.flow) : `${pair.to.name}`;
      const seen =
        observed.calls.length === 0
          ? "no call of it was seen in the logs"
          : `${observed.calls.length} of ${observed.calls.length} calls seen arrived`;
      const answered = endings(main).every(({ end }) => end.disposition === "answered")
        ? `the proxy answers ${what} itself, as configured`
        : `${pair.from.name} reaches ${what} on every way that was simulated`;
      return `${answered}; ${failure !== undefined ? `${failure.calls.length} of ${observed.calls.length} calls seen failed` : seen}`;
    }
  }
}

function unknownReason(traces: readonly Trace[]): string {
  for (const trace of traces) {
    for (const { end } of endings(trace)) {
      if (end.cause?.code === "unreadable")
        return `${end.cause.decision} is not known, since ${end.cause.gap.what}: ${end.cause.gap.why}`;
      if (end.cause?.code === "held-otherwise") return heldOtherwise(end.cause);
      if (end.cause?.code === "not-modelled") return `${end.cause.what} is not modelled yet`;
    }
  }
  return "something decisive was not read";
}
