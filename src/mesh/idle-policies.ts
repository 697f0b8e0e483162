import type { Inert } from "../model/cause.ts";
import { field } from "../model/evidence.ts";
import type { Mesh } from "../model/mesh.ts";
import { path } from "../model/path.ts";
import type { PolicyTarget } from "./attached-to.ts";
import type { AuthorizationPolicies } from "./authorization-policies.ts";
import { misplacedPolicies } from "./misplaced-policies.ts";
import { refOf } from "./ref-of.ts";

/**
 * Policies that were probably meant for this proxy and take no part in its decisions: selectors that miss by a little,
 * targetRefs at a sidecar, the wrong namespace, a dry run.
 */
export function idlePolicies(mesh: Mesh, target: PolicyTarget, policies: AuthorizationPolicies): readonly Inert[] {
  const dryRuns = policies.dryRun.map((policy): Inert => {
    const ref = refOf(policy);
    const at = path("metadata", "annotations", "istio.io/dry-run");
    const why = "it is a dry run: it is counted, and takes no part in the decision";
    return {
      ref,
      path: at,
      reason: "overridden",
      why,
      evidence: [field(ref, at, policy.metadata.annotations["istio.io/dry-run"], why)],
    };
  });
  return [...policies.ignored, ...misplacedPolicies(mesh, target), ...dryRuns];
}
