import type { UnmetCondition } from "../../model/cause.ts";
import type { Ref } from "../../model/ref.ts";
import type { Attribute } from "./attribute.ts";
import type { RequestFacts } from "./request-facts.ts";
import { anyTrue, not, type Truth } from "./truth.ts";
import { unmetCondition } from "./unmet-condition.ts";

/** One list of values of a rule, or its negation. */
export interface Condition {
  /** The name of the field or key, for telling. */
  readonly name: string;
  readonly path: string;
  readonly attribute: Attribute;
  readonly values: readonly string[];
  readonly negated: boolean;
}

export interface ConditionResult {
  readonly truth: Truth;
  readonly unmet?: UnmetCondition;
  /** It cannot be told to the proxy here: an ALLOW rule is dropped with it. */
  readonly dropsRule?: boolean;
}

/**
 * Whether a request meets a condition. What cannot be expressed (HTTP on a TCP chain, an invalid value) makes an ALLOW
 * rule vanish, and falls out of any other rule, which thereby becomes wider.
 * Source: pilot/pkg/security/authz/model/model.go `rule.permission`, `rule.principal`, `checkError`.
 */
export function meets(condition: Condition, facts: RequestFacts, policy: Ref, allows: boolean): ConditionResult {
  const { attribute, values, negated, name } = condition;
  if (attribute.httpOnly === true && facts.http === undefined) {
    if (!allows) return { truth: true };
    const why = `${name} is of HTTP, and this port is TCP: the whole rule is dropped`;
    return dropped(condition, policy, values, "a TCP connection", why);
  }
  const flawed = values.filter((value) => attribute.flaw?.(value) !== undefined);
  const first = flawed[0];
  if (first !== undefined && allows)
    return dropped(condition, policy, flawed, attribute.got(facts), `${attribute.flaw?.(first)}: the rule is dropped`);
  const usable = values.filter((value) => !flawed.includes(value));
  if (usable.length === 0) return { truth: true };
  const results = usable.map((value) => attribute.matches(value, facts, policy.namespace));
  const truth = negated ? not(anyTrue(results)) : anyTrue(results);
  if (truth !== false) return { truth };
  const got = attribute.got(facts);
  if (negated) {
    const hit = usable.filter((_, i) => results[i] === true);
    return { truth, unmet: unmetCondition(policy, condition.path, hit, got, `${name} excludes it`, false) };
  }
  const needsIdentity = attribute.identity === true && facts.peer === undefined;
  const why = needsIdentity ? `${name} needs mTLS, and the caller has no identity` : `${name} does not match`;
  return { truth, unmet: unmetCondition(policy, condition.path, usable, got, why, needsIdentity) };
}

function dropped(
  { path }: Condition,
  policy: Ref,
  values: readonly string[],
  got: string,
  why: string,
): ConditionResult {
  return { truth: false, unmet: unmetCondition(policy, path, values, got, why, false), dropsRule: true };
}
