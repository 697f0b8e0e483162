import type { Inert } from "../model/cause.ts";
import type { Mesh } from "../model/mesh.ts";
import type { AuthorizationPolicy } from "../model/resources/security.ts";
import type { Gap } from "../model/snapshot.ts";
import { attachedTo, type PolicyTarget, policyNamespaces } from "./attached-to.ts";
import { whyNotAttached } from "./why-not-attached.ts";

/** The policies in force at a proxy, by action, each list oldest first within its namespace. */
export interface AuthorizationPolicies {
  readonly custom: readonly AuthorizationPolicy[];
  readonly deny: readonly AuthorizationPolicy[];
  readonly allow: readonly AuthorizationPolicy[];
  readonly audit: readonly AuthorizationPolicy[];
  /** Selected, but annotated `istio.io/dry-run`: they only count, and take no part in a decision. */
  readonly dryRun: readonly AuthorizationPolicy[];
  /** Policies that look as if they were meant for this proxy, and are not in force there. */
  readonly ignored: readonly Inert[];
  /** A namespace whose policies were not (wholly) read. */
  readonly gap: Gap | undefined;
}

/**
 * Which AuthorizationPolicies a proxy enforces. All that are selected count; there is no precedence among them.
 * Source: pilot/pkg/model/authorization.go `ListAuthorizationPolicies`; authz/builder/builder.go `isDryRun`.
 */
export function authorizationPoliciesFor(mesh: Mesh, target: PolicyTarget): AuthorizationPolicies {
  const namespaces = policyNamespaces(mesh, target);
  const searched = namespaces.flatMap((namespace) => mesh.list("AuthorizationPolicy", namespace));
  const attached = searched.filter((policy) => attachedTo(mesh, target, policy));
  const enforced = attached.filter((policy) => !isDryRun(policy));
  const acting = (action: string): AuthorizationPolicy[] =>
    enforced.filter(({ spec }) => (spec.action ?? "ALLOW") === action);
  return {
    custom: acting("CUSTOM"),
    deny: acting("DENY"),
    allow: acting("ALLOW"),
    audit: acting("AUDIT"),
    dryRun: attached.filter(isDryRun),
    // Only a failure asks for these.
    get ignored() {
      return searched
        .filter((policy) => !attached.includes(policy))
        .map((policy) => whyNotAttached(target, policy))
        .filter((inert) => inert !== undefined);
    },
    gap: namespaces.map((namespace) => mesh.gap("AuthorizationPolicy", namespace)).find((gap) => gap !== undefined),
  };
}

/** What Go's `strconv.ParseBool` takes for true. */
function isDryRun({ metadata }: AuthorizationPolicy): boolean {
  return ["1", "t", "T", "true", "TRUE", "True"].includes(metadata.annotations["istio.io/dry-run"] ?? "");
}
