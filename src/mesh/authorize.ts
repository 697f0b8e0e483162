import type { RuleMiss } from "../model/cause.ts";
import { compare } from "../model/compare.ts";
import type { Arrival } from "../model/connection.ts";
import { absence, byDefault, field } from "../model/evidence.ts";
import type { Mesh } from "../model/mesh.ts";
import { path } from "../model/path.ts";
import { refText } from "../model/ref.ts";
import type { AuthorizationPolicy } from "../model/resources/security.ts";
import type { Gap } from "../model/snapshot.ts";
import type { AcceptedToken } from "./accepted-token.ts";
import { evaluateRule, type RuleResult } from "./authorization/evaluate-rule.ts";
import { type RequestFacts, requestFacts } from "./authorization/request-facts.ts";
import type { DecidingRule, Decision } from "./authorization-decision.ts";
import type { AuthorizationPolicies } from "./authorization-policies.ts";
import { oldestFirst } from "./create-mesh.ts";
import { customActions } from "./custom-actions.ts";
import { isNear } from "./near-text.ts";
import { refOf } from "./ref-of.ts";

export interface AuthorizationContext {
  /** The token that RequestAuthentication accepted; without it no rule about tokens matches. */
  readonly accepted?: AcceptedToken;
  /** Whether the mesh's registry knows a provider's service; without it all are supposed to exist. */
  serviceExists?(host: string): boolean;
}

/**
 * What a proxy's policies decide: CUSTOM first, then any DENY rule that matches, then (where there is an ALLOW policy)
 * one ALLOW rule must match.
 * Source: pilot/pkg/security/authz/builder/builder.go `build`; Envoy's rbac filter, which names the first matching
 * policy in the order of their names.
 */
export function authorize(
  mesh: Mesh,
  policies: AuthorizationPolicies,
  arrival: Arrival,
  context: AuthorizationContext = {},
): Decision {
  const facts = requestFacts(mesh, arrival, context.accepted);
  const custom = customActions(mesh, policies.custom, { ...facts, claims: undefined }, context.serviceExists);
  const { assumptions } = custom;
  const refused = firstByName(custom.refusing.filter(({ truth }) => truth === true));
  if (refused !== undefined)
    return decided("custom", refused, `${custom.label(refused)}-deny-due-to-bad-CUSTOM-action`, assumptions);

  const denials = evaluateAll(policies.deny, facts);
  const denial = firstByName(denials.filter(({ truth }) => truth === true));
  if (denial !== undefined) return decided("deny", denial, ruleName(denial), assumptions);

  const couldDeny = [...custom.refusing, ...denials].filter(({ truth }) => truth === undefined);
  const admission = admit(policies.allow, facts);
  const open = [...couldDeny, ...(admission.presumed === "deny" ? admission.couldAllow : [])];
  const settled = admission.presumed === "deny" && admission.couldAllow.length === 0;
  const gap = settled ? policies.gap : (policies.gap ?? missingInput(open));
  if (gap === undefined) return { ...admission.decision, assumptions };
  return { ...admission.decision, assumptions, result: "unknown", presumed: admission.presumed, gap };
}

interface Admission {
  readonly presumed: "allow" | "deny";
  readonly decision: Decision;
  readonly couldAllow: readonly RuleResult[];
}

function admit(allow: readonly AuthorizationPolicy[], facts: RequestFacts): Admission {
  const base = { details: "", misses: [], nearest: undefined, assumptions: [], gap: undefined };
  if (allow.length === 0) {
    const because = [byDefault("no ALLOW policy selects the workload, so all that is not denied is allowed")];
    return { presumed: "allow", decision: { ...base, result: "allow", because }, couldAllow: [] };
  }
  const results = evaluateAll(allow, facts);
  const match = firstByName(results.filter(({ truth }) => truth === true));
  if (match !== undefined) {
    const decision: Decision = { ...base, result: "allow", by: decidingRule(match), because: match.because };
    return { presumed: "allow", decision, couldAllow: [] };
  }
  const misses = missesOf(allow, results);
  const because = [
    absence(
      `no ALLOW rule matches the request (policies: ${allow.map((policy) => refText(refOf(policy))).join(", ")})`,
    ),
  ];
  const details = "rbac_access_denied_matched_policy[none]";
  return {
    presumed: "deny",
    decision: { ...base, result: "deny", details, because, misses, nearest: nearestOf(allow, misses) },
    couldAllow: results.filter(({ truth }) => truth === undefined),
  };
}

function evaluateAll(policies: readonly AuthorizationPolicy[], facts: RequestFacts): RuleResult[] {
  return policies.flatMap((policy) => (policy.spec.rules ?? []).map((_, rule) => evaluateRule(policy, rule, facts)));
}

/** `ns[shop]-policy[deny-all]-rule[0]`. Source: builder.go `policyName`. */
function ruleName({ policy: { metadata }, rule }: RuleResult): string {
  return `ns[${metadata.namespace}]-policy[${metadata.name}]-rule[${rule}]`;
}

function firstByName(results: readonly RuleResult[]): RuleResult | undefined {
  return results.toSorted((a, b) => compare(ruleName(a), ruleName(b)))[0];
}

function decidingRule({ policy, rule }: RuleResult): DecidingRule {
  const ref = refOf(policy);
  return { policy: ref, rule, spot: { ref, path: path("spec", "rules", rule) } };
}

function decided(result: "deny" | "custom", match: RuleResult, name: string, assumptions: readonly string[]): Decision {
  const by = decidingRule(match);
  return {
    result,
    by,
    details: `rbac_access_denied_matched_policy[${name}]`,
    because: [field(by.policy, "spec.action", match.policy.spec.action), ...match.because],
    misses: [],
    nearest: undefined,
    assumptions,
    gap: undefined,
  };
}

/** A policy without rules admits nobody, and is told as a miss of its own. */
function missesOf(allow: readonly AuthorizationPolicy[], results: readonly RuleResult[]): RuleMiss[] {
  return allow.toSorted(oldestFirst).flatMap((policy): RuleMiss[] => {
    const ref = refOf(policy);
    if ((policy.spec.rules ?? []).length === 0) {
      const why = "the policy has no rules, so it admits nobody";
      return [{ policy: ref, rule: 0, unmet: [{ ref, path: "spec", wanted: [], got: "", why }] }];
    }
    return results
      .filter((result) => result.policy === policy && result.truth === false)
      .map(({ rule, unmet, met }) => ({ policy: ref, rule, unmet, met }));
  });
}

/** Conditions that the request all but meets. */
function slips({ unmet }: RuleMiss): number {
  return unmet.filter(({ wanted, got }) => wanted.some((value) => isNear(value, got))).length;
}

/** A rule for other operations was less likely meant for this request than one for other callers. */
function aboutOthers({ unmet }: RuleMiss): number {
  return unmet.filter(({ path: at }) => at.includes(".operation.")).length;
}

/** Of equally near rules the one that looks misspelt, else the one that agrees with the request in more conditions. */
function nearestOf(allow: readonly AuthorizationPolicy[], misses: readonly RuleMiss[]): RuleMiss | undefined {
  const empty = new Set(
    allow.filter(({ spec }) => (spec.rules ?? []).length === 0).map((policy) => refText(refOf(policy))),
  );
  const rated = misses.filter(({ policy }) => !empty.has(refText(policy)));
  return (rated.length > 0 ? rated : misses).toSorted(
    (a, b) =>
      a.unmet.length - b.unmet.length ||
      slips(b) - slips(a) ||
      (b.met ?? 0) - (a.met ?? 0) ||
      aboutOthers(a) - aboutOthers(b),
  )[0];
}

function missingInput(open: readonly RuleResult[]): Gap | undefined {
  for (const { inputs, policy, rule } of open) {
    const input = inputs[0];
    if (input === undefined) continue;
    const why = `${refText(refOf(policy))} rule ${rule} asks for it`;
    return { what: input.what, why, ...(input.grant === undefined ? {} : { grant: input.grant }) };
  }
  return undefined;
}
