import { flowText } from "../model/flow.ts";
import type { Mesh } from "../model/mesh.ts";
import { isNonEmpty } from "../model/non-empty.ts";
import { type Ref, refText } from "../model/ref.ts";
import { endings, type Trace } from "../model/trace.ts";
import { fateOfFlow, isRefusal } from "./verdict.ts";

/**
 * What is kept out by design although the pair works: requests that a policy refuses while others are admitted, and
 * requests that no route takes.
 */
export function restrictionsOf(
  _: Mesh,
  traces: readonly Trace[],
  simulated: readonly Trace[],
  named: boolean,
): readonly string[] {
  if (named) return [];
  const arriving = traces.filter((trace) => fateOfFlow(trace) === "arrives" || fateOfFlow(trace) === "partly");
  if (arriving.length === 0) return [];
  const refused = traces.filter((trace) => fateOfFlow(trace) === "refused");
  const allowed = [...new Set(arriving.map(({ flow }) => flowText(flow)))].slice(0, 4).join(", ");
  const byPolicy = refused.map((trace) => `${flowText(trace.flow)} is refused by ${refuserOf(trace)}`);
  const unrouted = simulated.filter(
    (trace) => !traces.includes(trace) && endings(trace).every(({ end }) => end.cause?.code === "no-route-match"),
  );
  const byRoute = isNonEmpty(unrouted) ? [`requests that no route of ${routerOf(unrouted[0])} matches get 404`] : [];
  return refused.length + unrouted.length === 0 ? [] : [`allowed: ${allowed}`, ...new Set([...byPolicy, ...byRoute])];
}

function refuserOf(trace: Trace): string {
  const refs = endings(trace).flatMap(({ end }): readonly Ref[] => {
    if (!isRefusal(end)) return [];
    switch (end.cause?.code) {
      case "rbac-denied":
        return [end.cause.policy];
      case "rbac-no-allow":
        return end.cause.policies;
      case "network-policy":
        return end.cause.policies.map(({ ref }) => ref);
      case "jwt":
        return [end.cause.spot.ref];
      default:
        return [];
    }
  });
  return [...new Set(refs.map(refText))].slice(0, 3).join(", ");
}

function routerOf(trace: Trace): string {
  const cause = endings(trace)[0]?.end.cause;
  return cause?.code === "no-route-match" ? refText(cause.spot.ref) : "the VirtualService";
}
