import type { UnmetCondition } from "../../model/cause.ts";
import { type Evidence, field, part } from "../../model/evidence.ts";
import { path } from "../../model/path.ts";
import type { AuthorizationPolicy } from "../../model/resources/security.ts";
import { refOf } from "../ref-of.ts";
import { type Condition, type ConditionResult, meets } from "./condition.ts";
import type { RequestFacts } from "./request-facts.ts";
import { ruleConditions } from "./rule-conditions.ts";
import { allTrue, type Truth } from "./truth.ts";

/** How one rule fares against one request. */
export interface RuleResult {
  readonly policy: AuthorizationPolicy;
  readonly rule: number;
  readonly truth: Truth;
  /** Where it does not match: the conditions that are in the way, of the nearest source and operation. */
  readonly unmet: readonly UnmetCondition[];
  /** Where it does not match: how many of its conditions are met nonetheless; exclusions do not count. */
  readonly met: number;
  /** Where it matches: the fields that were met. */
  readonly because: readonly Evidence[];
  /** Where it is unknown: what would have to be known. */
  readonly inputs: readonly { readonly what: string; readonly grant?: string }[];
}

/**
 * Whether a rule matches: one source, one operation and every `when` clause.
 * Source: pilot/pkg/security/authz/model/model.go `New`, `Generate`.
 */
export function evaluateRule(policy: AuthorizationPolicy, rule: number, facts: RequestFacts): RuleResult {
  const ref = refOf(policy);
  const allows = (policy.spec.action ?? "ALLOW") === "ALLOW";
  const rulePath = path("spec", "rules", rule);
  const { from, to, when, unknownKey } = ruleConditions(policy.spec.rules?.[rule] ?? {}, rulePath);
  const base = { policy, rule, because: [], inputs: [], met: 0 };
  if (unknownKey !== undefined) {
    const why = `Istio knows no key ${unknownKey.key}: the whole rule is dropped`;
    return { ...base, truth: false, unmet: [{ ref, path: unknownKey.path, wanted: [unknownKey.key], got: "", why }] };
  }
  const parts = [oneOf(from), oneOf(to), evaluated(when)];
  const alternatives = [from, to].flatMap((lists) => (lists.length > 1 ? lists.map(evaluated) : []));
  const poison = [...parts, ...alternatives].find(({ dropsRule }) => dropsRule);
  const unmet = unique([...parts.flatMap((part) => part.unmet), ...(poison?.unmet ?? [])]);
  const truth = poison === undefined ? allTrue(parts.map((part) => part.truth)) : false;
  const met = parts.flatMap((part) => part.met);
  if (truth === false) return { ...base, truth, unmet, met: met.filter(({ negated }) => !negated).length };
  return {
    ...base,
    truth,
    unmet: [],
    because:
      met.length === 0
        ? [part(ref, rulePath, "the rule has no condition left: it matches everything")]
        : met.map((condition) => field(ref, condition.path, condition.values, condition.attribute.got(facts))),
    inputs: parts.flatMap((part) => part.inputs),
  };

  function evaluated(conditions: readonly Condition[]): Part {
    const results = conditions.map((condition): readonly [Condition, ConditionResult] => [
      condition,
      meets(condition, facts, ref, allows),
    ]);
    return {
      truth: allTrue(results.map(([, result]) => result.truth)),
      unmet: results.flatMap(([, result]) => (result.unmet === undefined ? [] : [result.unmet])),
      met: results.flatMap(([condition, { truth: held }]) => (held === true ? [condition] : [])),
      dropsRule: results.some(([, result]) => result.dropsRule === true),
      inputs: results.flatMap(([{ attribute }, { truth: held }]) =>
        held === undefined && attribute.input !== undefined ? [attribute.input] : [],
      ),
    };
  }

  function oneOf(lists: readonly (readonly Condition[])[]): Part {
    const all = lists.map(evaluated);
    return (
      all.find((part) => part.truth === true) ??
      all.find((part) => part.truth === undefined) ??
      all.toSorted((a, b) => a.unmet.length - b.unmet.length)[0] ??
      evaluated([])
    );
  }
}

interface Part {
  readonly truth: Truth;
  readonly unmet: readonly UnmetCondition[];
  readonly met: readonly Condition[];
  readonly dropsRule: boolean;
  readonly inputs: readonly { readonly what: string; readonly grant?: string }[];
}

function unique(unmet: readonly UnmetCondition[]): UnmetCondition[] {
  return unmet.filter(({ path: at }, i) => unmet.findIndex((other) => other.path === at) === i);
}
