import { path } from "../../model/path.ts";
import type { AuthorizationRule } from "../../model/resources/security.ts";
import type { Attribute } from "./attribute.ts";
import type { Condition } from "./condition.ts";
import { attributeForKey } from "./condition-match.ts";
import { operationFields } from "./operation-match.ts";
import { sourceFields } from "./source-match.ts";

/** A rule taken apart: one of `from`, and one of `to`, and all of `when`. */
export interface RuleConditions {
  /** Conditions of each source; none: any source. */
  readonly from: readonly (readonly Condition[])[];
  readonly to: readonly (readonly Condition[])[];
  readonly when: readonly Condition[];
  /** A `when` key that Istio does not know: the rule is dropped, whatever its action. */
  readonly unknownKey?: { readonly key: string; readonly path: string };
}

/** Source: pilot/pkg/security/authz/model/model.go `New`. */
export function ruleConditions(rule: AuthorizationRule, rulePath: string): RuleConditions {
  const at = (...parts: readonly (string | number)[]): string => `${rulePath}.${path(...parts)}`;
  const from = (rule.from ?? []).map(({ source = {} }, i) =>
    sourceFields.flatMap(({ field, notField, attribute }) =>
      both(attribute, field, notField, source[field], source[notField], (name) => at("from", i, "source", name)),
    ),
  );
  const to = (rule.to ?? []).map(({ operation = {} }, i) =>
    operationFields.flatMap(({ field, notField, attribute }) =>
      both(attribute, field, notField, operation[field], operation[notField], (name) => at("to", i, "operation", name)),
    ),
  );
  const when: Condition[] = [];
  for (const [i, { key, values, notValues }] of (rule.when ?? []).entries()) {
    const attribute = attributeForKey(key);
    if (attribute === undefined) return { from, to, when, unknownKey: { key, path: at("when", i, "key") } };
    const named = both(attribute, "values", "notValues", values, notValues, (name) => at("when", i, name));
    when.push(...named.map((condition) => ({ ...condition, name: key })));
  }
  return { from, to, when };
}

function both(
  attribute: Attribute,
  name: string,
  notName: string,
  values: readonly string[] | undefined,
  notValues: readonly string[] | undefined,
  pathOf: (name: string) => string,
): Condition[] {
  return [
    { name, path: pathOf(name), attribute, values: values ?? [], negated: false },
    { name: notName, path: pathOf(notName), attribute, values: notValues ?? [], negated: true },
  ].filter((condition) => condition.values.length > 0);
}
