import type { Proposal } from "../../model/fix.ts";
import type { Mesh } from "../../model/mesh.ts";
import { refText } from "../../model/ref.ts";
import type { Hop } from "../../model/trace.ts";
import { replaceValue } from "../change/replace-value.ts";
import { propose } from "../propose.ts";
import { valueAt } from "../value-at.ts";

/** Takes the weight from a subset that has nobody to answer, so that the other destinations of its route get all. */
export function drainDestination(way: readonly Hop[], mesh: Mesh): readonly Proposal[] {
  const subset = subsetPassed(way);
  const weights = way.filter(({ kind }) => kind === "route").flatMap(({ because }) => because);
  return weights.flatMap((weight) => {
    if (weight.kind !== "field" || subset === undefined || !weight.path.endsWith(".weight")) return [];
    const destination = { ref: weight.ref, path: weight.path.replace(/weight$/, "destination.subset") };
    const old = valueAt(mesh, weight);
    if (valueAt(mesh, destination) !== subset || typeof old !== "number" || old === 0) return [];
    return [
      propose(`Remove the weight from subset "${subset}" in ${refText(weight.ref)}`, replaceValue(weight, old, 0)),
    ];
  });
}

/** The subset whose cluster was chosen last. */
function subsetPassed(way: readonly Hop[]): string | undefined {
  const cluster = way.findLast(({ kind }) => kind === "cluster");
  const named = cluster?.because.find((one) => one.kind === "field" && /^spec\.subsets\[\d+\]$/.test(one.path));
  return named?.kind === "field" && typeof named.value === "string" ? named.value : undefined;
}
