import type { Inert } from "../model/cause.ts";
import { field } from "../model/evidence.ts";
import type { IndexDefinition, Mesh } from "../model/mesh.ts";
import { type PolicyTarget, policyNamespaces } from "./attached-to.ts";
import { labelsMatch } from "./labels.ts";
import { refOf } from "./ref-of.ts";

const bySelectedLabel: IndexDefinition<"AuthorizationPolicy"> = {
  name: "authorization policies by selected label",
  kind: "AuthorizationPolicy",
  keys: ({ spec }) => Object.entries(spec.selector?.matchLabels ?? {}).map(([key, value]) => `${key}=${value}`),
};

/** A label that so many policies select by says nothing about whom they were meant for. */
const tooCommon = 20;

/**
 * Policies of namespaces that are not searched, whose selector fits this workload and nothing in their own namespace:
 * most likely meant for it, and in the wrong place. To be asked only where a request was refused or let through
 * unexpectedly.
 */
export function misplacedPolicies(mesh: Mesh, target: PolicyTarget): readonly Inert[] {
  const searched = new Set(policyNamespaces(mesh, target));
  const found = new Set(
    Object.entries(target.labels).flatMap(([key, value]) => {
      const policies = mesh.find(bySelectedLabel, `${key}=${value}`);
      return policies.length > tooCommon ? [] : policies;
    }),
  );
  return [...found].flatMap((policy) => {
    const { namespace } = policy.metadata;
    const wanted = policy.spec.selector?.matchLabels;
    if (searched.has(namespace) || !labelsMatch(wanted, target.labels)) return [];
    // Of pods that were not read nobody knows whether it is meant for them.
    if (mesh.gap("Pod", namespace) !== undefined) return [];
    if (mesh.list("Pod", namespace).some(({ metadata }) => labelsMatch(wanted, metadata.labels))) return [];
    const ref = refOf(policy);
    const why = `it stands in namespace ${namespace}, where its selector matches no pod; the workload is in ${target.namespace}`;
    return [
      {
        ref,
        path: "metadata.namespace",
        reason: "namespace" as const,
        why,
        evidence: [field(ref, "metadata.namespace", namespace, why)],
      },
    ];
  });
}
