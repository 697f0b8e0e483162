import { compare } from "../../model/compare.ts";
import type { Gap } from "../../model/snapshot.ts";
import { plural } from "./plural.ts";

/** What is presumed instead of a gap. */
export interface PresumedRoutes {
  readonly gaps: readonly Gap[];
  /** As sentences without a full stop. */
  readonly assumptions: readonly string[];
}

/**
 * A VirtualService of any namespace may take a host of any other (`exportTo: ["*"]` is Istio's default). Where somebody
 * has configured which namespaces are read, these are taken to hold all of them, and it is said; else those of other
 * namespaces stay a gap, and most answers unknown.
 * @param namespaces those that are configured
 */
export function presumedRoutes(gaps: readonly Gap[], namespaces: readonly string[] | undefined): PresumedRoutes {
  const elsewhere = gaps.filter(
    ({ kind, namespace, ref, except }) =>
      kind === "VirtualService" && namespace === undefined && ref === undefined && except !== undefined,
  );
  if (namespaces === undefined || elsewhere.length === 0) return { gaps, assumptions: [] };
  const named = [...new Set(namespaces)].sort(compare);
  return {
    gaps: gaps.flatMap((gap) => (elsewhere.includes(gap) ? named.flatMap((name) => inOne(gap, name)) : [gap])),
    assumptions: [
      `VirtualServices outside ${named.length === 1 ? "namespace" : "namespaces"} ${named.join(", ")} are presumed not to take hosts of ${named.length === 1 ? "it" : "them"}: meshwhy.yaml names ${named.length === 1 ? "this namespace" : "these namespaces"} only`,
    ],
  };
}

/** Of a namespace that is configured and cannot be read all the same. */
function inOne({ except = [], ...gap }: Gap, namespace: string): readonly Gap[] {
  return except.includes(namespace) ? [] : [{ ...gap, what: `${plural("VirtualService")} in ${namespace}`, namespace }];
}
