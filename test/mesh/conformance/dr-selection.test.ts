import { expect } from "vitest";
import { destinationRuleFor } from "../../../src/mesh/destination-rules.ts";
import { mergeDestinationRules } from "../../../src/mesh/merge-destination-rules.ts";
import { conformance } from "./suite.ts";

interface Call {
  readonly from: { readonly namespace: string };
  readonly to: { readonly host: string; readonly namespace: string };
}

interface Expect {
  readonly outcome: "dr" | "dr-list";
  readonly destinationRule?: string;
  readonly subsets?: readonly string[];
  /** For one entry a list of names, for several a list of such lists. */
  readonly mergedFrom?: readonly (string | readonly string[])[];
  readonly subsetCounts?: readonly number[];
  readonly destinationRules?: readonly string[];
  readonly count?: number;
}

conformance<Call, Expect>("dr-selection", {}, (mesh, { call, expect: wanted }) => {
  if (wanted.outcome === "dr-list") {
    // The list before one is chosen for a proxy: every rule of these cases is of the service's namespace and host.
    const { entries } = mergeDestinationRules(call.to.host, mesh.list("DestinationRule", call.to.namespace));
    const names = entries.map(({ rule }) => rule.from.map(({ namespace, name }) => `${namespace}/${name}`));
    if (wanted.mergedFrom !== undefined) expect(names).toEqual(wanted.mergedFrom);
    if (wanted.subsetCounts !== undefined)
      expect(entries.map(({ rule }) => rule.subsets.length)).toEqual(wanted.subsetCounts);
    if (wanted.destinationRules !== undefined)
      expect(entries.map(({ rule }) => rule.ref.name)).toEqual(wanted.destinationRules);
    if (wanted.count !== undefined) expect(entries).toHaveLength(wanted.count);
    return;
  }
  const view = { kind: "sidecar", namespace: call.from.namespace, labels: {} } as const;
  const { rule } = destinationRuleFor(mesh, view, { hostname: call.to.host, namespace: call.to.namespace });
  if (wanted.destinationRule !== undefined)
    expect(rule === undefined ? undefined : `${rule.ref.namespace}/${rule.ref.name}`).toBe(wanted.destinationRule);
  if (wanted.subsets !== undefined) expect(rule?.subsets.map(({ name }) => name)).toEqual(wanted.subsets);
  if (wanted.mergedFrom !== undefined)
    expect(rule?.from.map(({ namespace, name }) => `${namespace}/${name}`)).toEqual(wanted.mergedFrom);
});
