import { compare } from "../model/compare.ts";
import type { Hypothesis, Observation, ObservedCall } from "../model/observation.ts";
import { type FailureFacts, failureFacts } from "./failure-facts.ts";
import { hypothesisRules } from "./hypothesis-rules.ts";
import { tunnelHypothesis } from "./tunnel-hypothesis.ts";

/**
 * What failures suggest when the model does not explain them: the classes of the failure catalogue that leave such
 * lines, most frequent shape first.
 * Source: istio-semantics §18.12 (from evidence to hypothesis), with the log columns of §18.
 */
export function hypotheses(
  { calls, logged }: Pick<Observation, "calls" | "logged">,
  viaGateway = false,
): readonly Hypothesis[] {
  const counts = new Map<string, { readonly hypothesis: Hypothesis; count: number }>();
  for (const call of calls) {
    const hypothesis = isTelling(call) ? hypothesisOf(failureFacts(call, logged.server, viaGateway)) : undefined;
    if (hypothesis === undefined) continue;
    const known = counts.get(hypothesis.sentence);
    if (known === undefined) counts.set(hypothesis.sentence, { hypothesis, count: 1 });
    else known.count++;
  }
  return [...counts.values()]
    .sort((a, b) => b.count - a.count || compare(a.hypothesis.sentence, b.hypothesis.sentence))
    .map(({ hypothesis }) => hypothesis);
}

/** Refusals that may be the callee's proxy's are worth a word too, although nobody knows that they are failures. */
function isTelling({ failed, answeredBy, client }: ObservedCall): boolean {
  return failed || (answeredBy === "unknown" && (client?.code === 401 || client?.code === 403));
}

function hypothesisOf(facts: FailureFacts): Hypothesis | undefined {
  if (facts.tunnelError !== undefined) return tunnelHypothesis(facts.tunnelError);
  const rule = hypothesisRules.find(({ holds }) => holds(facts));
  if (rule === undefined) return undefined;
  const sentence = typeof rule.sentence === "string" ? rule.sentence : rule.sentence(facts);
  return { classIds: rule.classIds.split(" "), sentence };
}
