import type { Mesh } from "../model/mesh.ts";
import type { AuthorizationPolicy } from "../model/resources/security.ts";
import { principal } from "../model/workload.ts";
import { type Condition, meets } from "./authorization/condition.ts";
import type { RequestFacts } from "./authorization/request-facts.ts";
import { ruleConditions } from "./authorization/rule-conditions.ts";
import { refOf } from "./ref-of.ts";

/** Whether a rule matches a caller: never, whatever it asks; for some of its requests; for all. */
export type IdentityMatch = "never" | "sometimes" | "always";

/**
 * What a rule makes of a caller of whom only the identity is known: conditions on it are decided, all others stay open.
 * `identity` undefined: a caller without one.
 */
export function identityMatch(
  { settings }: Mesh,
  policy: AuthorizationPolicy,
  rule: number,
  identity: { readonly namespace: string; readonly serviceAccount: string } | undefined,
): IdentityMatch {
  const { from, to, when, unknownKey } = ruleConditions(policy.spec.rules?.[rule] ?? {}, "spec");
  if (unknownKey !== undefined) return "never";
  const peer =
    identity === undefined
      ? undefined
      : `spiffe://${principal(settings.trustDomain, identity.namespace, identity.serviceAccount)}`;
  const facts: RequestFacts = {
    peer,
    sourceIp: undefined,
    remoteIp: undefined,
    destinationIp: undefined,
    destinationPort: 0,
    sni: undefined,
    http: undefined,
    claims: undefined,
    trustDomains: [settings.trustDomain, ...settings.trustDomainAliases],
  };
  const parts = [oneOf(from), oneOf(to), all(when)];
  if (parts.includes("never")) return "never";
  return parts.includes("sometimes") ? "sometimes" : "always";

  function oneOf(lists: readonly (readonly Condition[])[]): IdentityMatch {
    const matches = lists.map(all);
    if (matches.length === 0 || matches.includes("always")) return "always";
    return matches.includes("sometimes") ? "sometimes" : "never";
  }

  function all(conditions: readonly Condition[]): IdentityMatch {
    const ofIdentity = conditions.filter(({ attribute }) => attribute.identity === true);
    if (ofIdentity.some((condition) => meets(condition, facts, refOf(policy), true).truth === false)) return "never";
    return ofIdentity.length === conditions.length ? "always" : "sometimes";
  }
}
