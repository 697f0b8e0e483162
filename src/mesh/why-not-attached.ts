import type { Inert } from "../model/cause.ts";
import { field } from "../model/evidence.ts";
import { type AttachablePolicy, hasGatewayName, type PolicyTarget, targetRefs } from "./attached-to.ts";
import { labelsMatch } from "./labels.ts";
import { nearLabels } from "./near-labels.ts";
import { refOf } from "./ref-of.ts";

/**
 * Why a policy that is not in force at a proxy looks as if it was meant to be; `undefined`: it is plainly meant for
 * others.
 */
export function whyNotAttached(target: PolicyTarget, policy: AttachablePolicy): Inert | undefined {
  const { spec, metadata } = policy;
  const refs = targetRefs(policy);
  const beside = [target.namespace, ...(target.services ?? []).map((service) => service.namespace)];
  if (refs.length > 0) {
    if (hasGatewayName(target) || !beside.includes(metadata.namespace)) return undefined;
    const path = spec.targetRefs === undefined ? "spec.targetRef" : "spec.targetRefs";
    return inert(policy, path, "a policy with targetRefs is for gateways and waypoints; a sidecar ignores it");
  }
  if (target.kind === "waypoint") {
    if (!beside.includes(metadata.namespace)) return undefined;
    return inert(policy, "spec.targetRefs", "a waypoint obeys only policies whose targetRefs name it or the service");
  }
  const wanted = spec.selector?.matchLabels;
  if (labelsMatch(wanted, target.labels) || !nearLabels(wanted, target.labels)) return undefined;
  return inert(policy, "spec.selector.matchLabels", "its selector does not match the workload's labels");
}

function inert(policy: AttachablePolicy, path: string, why: string): Inert {
  const ref = refOf(policy);
  return { ref, path, reason: "selector", why, evidence: [field(ref, path, undefined, why)] };
}
