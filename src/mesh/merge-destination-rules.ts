import type { Inert } from "../model/cause.ts";
import { field } from "../model/evidence.ts";
import { path } from "../model/path.ts";
import { refText } from "../model/ref.ts";
import type { DestinationRule } from "../model/resources/destination-rule.ts";
import { oldestFirst } from "./create-mesh.ts";
import type { MergedRule, MergedSubset } from "./merged-rule.ts";
import { refOf } from "./ref-of.ts";

/** One entry of the pool of a host: a rule, or several that were folded into the first of them. */
export interface RuleEntry {
  readonly exportTo: ReadonlySet<string>;
  /** `undefined`: it has no `workloadSelector`. */
  readonly selector: Readonly<Record<string, string>> | undefined;
  readonly rule: MergedRule;
}

export interface MergedRules {
  readonly entries: readonly RuleEntry[];
  /** What of a younger rule was lost in merging: a subset already declared, a traffic policy already set. */
  readonly inert: readonly Inert[];
}

/**
 * Folds the rules of one host in one namespace together: equal visibility and equal selectors merge, the oldest first,
 * and of two subsets of one name (or two traffic policies) the older stays.
 * Source: pilot/pkg/model/destination_rule.go `mergeDestinationRule` with `ENABLE_ENHANCED_DESTINATIONRULE_MERGE` (its
 * default), push_context.go `sortConfigBySelectorAndCreationTime`.
 */
export function mergeDestinationRules(host: string, rules: readonly DestinationRule[]): MergedRules {
  const entries: RuleEntry[] = [];
  const inert: Inert[] = [];
  for (const rule of [...rules].sort(selectorsFirst)) {
    const exportTo = exportSet(rule);
    const selector = selectorOf(rule);
    let separate = true;
    for (const [i, entry] of entries.entries()) {
      const equal = sameSet(exportTo, entry.exportTo);
      separate = !equal;
      // A rule exported more widely is folded into the narrower one, too; unless one of the two has a selector, it gets
      // no entry of its own then, although clients that see only the wider one go without it.
      if (!equal && (entry.exportTo.size === 0 || !isSubset(entry.exportTo, exportTo))) continue;
      const bothSelect = selector !== undefined && entry.selector !== undefined;
      if (bothSelect && !sameLabels(selector, entry.selector)) {
        separate = true;
        continue;
      }
      if (bothSelect || (selector === undefined && entry.selector === undefined)) separate = false;
      entries[i] = { ...entry, rule: fold(entry.rule, rule, inert) };
    }
    if (separate) entries.push({ exportTo, selector, rule: alone(host, rule) });
  }
  return { entries, inert };
}

/** A rule with a selector never leaves its namespace. Source: push_context.go `setDestinationRules`. */
export function exportSet(rule: DestinationRule): ReadonlySet<string> {
  return new Set(selectorOf(rule) === undefined ? rule.spec.exportTo : ["."]);
}

function selectorOf({ spec }: DestinationRule): Readonly<Record<string, string>> | undefined {
  return spec.workloadSelector === undefined ? undefined : (spec.workloadSelector.matchLabels ?? {});
}

function selectorsFirst(a: DestinationRule, b: DestinationRule): number {
  const [first, second] = [selectorOf(a) !== undefined, selectorOf(b) !== undefined];
  return first === second ? oldestFirst(a, b) : first ? -1 : 1;
}

function sameSet(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && isSubset(a, b);
}

function isSubset(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return [...a].every((member) => b.has(member));
}

function sameLabels(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key]);
}

function alone(host: string, rule: DestinationRule): MergedRule {
  const ref = refOf(rule);
  const { trafficPolicy } = rule.spec;
  return {
    host,
    ref,
    from: [ref],
    forSelectedWorkloads: selectorOf(rule) !== undefined,
    trafficPolicy:
      trafficPolicy === undefined ? undefined : { value: trafficPolicy, spot: { ref, path: "spec.trafficPolicy" } },
    subsets: subsetsOf(rule),
  };
}

function subsetsOf(rule: DestinationRule): MergedSubset[] {
  const ref = refOf(rule);
  return (rule.spec.subsets ?? []).map(({ name, labels, trafficPolicy }, i) => {
    const at = path("spec", "subsets", i);
    return {
      name,
      labels: labels ?? {},
      trafficPolicy:
        trafficPolicy === undefined ? undefined : { value: trafficPolicy, spot: { ref, path: `${at}.trafficPolicy` } },
      spot: { ref, path: at },
    };
  });
}

function fold(older: MergedRule, rule: DestinationRule, inert: Inert[]): MergedRule {
  const made = alone(older.host, rule);
  const subsets = [...older.subsets];
  const declared = new Map(older.subsets.map((subset) => [subset.name, subset]));
  for (const subset of made.subsets) {
    const before = declared.get(subset.name);
    if (before === undefined) subsets.push(subset);
    else
      inert.push({
        ...subset.spot,
        reason: "overridden",
        why: `subset ${subset.name} is already declared by ${refText(before.spot.ref)}, which is older`,
        evidence: [field(before.spot.ref, `${before.spot.path}.name`, subset.name)],
      });
  }
  if (older.trafficPolicy !== undefined && made.trafficPolicy !== undefined)
    inert.push({
      ...made.trafficPolicy.spot,
      reason: "overridden",
      why: `${refText(older.trafficPolicy.spot.ref)} for the same host is older, and its trafficPolicy is in force`,
      evidence: [field(older.trafficPolicy.spot.ref, older.trafficPolicy.spot.path, undefined)],
    });
  return {
    ...older,
    from: [...older.from, made.ref],
    trafficPolicy: older.trafficPolicy ?? made.trafficPolicy,
    subsets,
  };
}
