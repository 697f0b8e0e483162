import type { Kind } from "../../model/resource-kinds.ts";
import type { Assumption, Gap } from "../../model/snapshot.ts";

/** What follows from a kind of which the snapshot holds nothing at all. */
export interface Absences {
  readonly gaps: readonly Gap[];
  readonly assumptions: readonly Assumption[];
}

/** Kinds without which no cluster is: if there is none, nobody took it along. */
const takenAlong: readonly (readonly [kind: Kind, what: string, plural: string])[] = [
  ["Pod", "Pods", "pods"],
  ["Secret", "Secrets", "secrets"],
  ["MutatingWebhookConfiguration", "MutatingWebhookConfigurations", "mutatingwebhookconfigurations"],
];

/** Names what is not there: a gap where it must exist somewhere, an assumption where its absence has a meaning. */
export function absences(present: ReadonlySet<Kind>, hasMeshConfig: boolean): Absences {
  const gaps = takenAlong
    .filter(([kind]) => !present.has(kind))
    .map(([kind, what, plural]) => ({
      what,
      why: "the snapshot holds none",
      grant: `kubectl get ${plural}${kind === "MutatingWebhookConfiguration" ? "" : " -A"} -o yaml`,
      kind,
    }));
  const assumptions = [
    ...(hasMeshConfig ? [] : ["no mesh configuration in the snapshot: Istio's defaults are assumed"]),
    ...(present.has("EndpointSlice")
      ? []
      : ["no EndpointSlice in the snapshot: endpoints are derived from Service selectors and ready Pods"]),
  ];
  return { gaps, assumptions: assumptions.map((what) => ({ what })) };
}
