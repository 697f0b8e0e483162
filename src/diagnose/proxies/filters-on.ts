import { labelsMatch } from "../../mesh/labels.ts";
import { refOf } from "../../mesh/ref-of.ts";
import { compare } from "../../model/compare.ts";
import type { Mesh } from "../../model/mesh.ts";
import type { ChangedObject } from "../../model/proxy-facts.ts";
import { refKey } from "../../model/ref.ts";
import type { Workload } from "../../model/workload.ts";
import { changeOf } from "../change-of.ts";

/**
 * The EnvoyFilters that patch a pod's proxy, the last changed first: those of the root namespace and its own whose
 * selector covers it. Source: pilot/pkg/model/push_context.go `EnvoyFilters`, `getMatchedEnvoyFilters`.
 */
export function filtersOn(mesh: Mesh, { namespace, labels }: Workload): readonly ChangedObject[] {
  return [...new Set([mesh.settings.rootNamespace, namespace])]
    .flatMap((searched) => mesh.list("EnvoyFilter", searched))
    .filter(({ spec }) => labelsMatch(spec.workloadSelector?.labels, labels))
    .map((filter) => ({ ref: refOf(filter), at: changeOf(filter)?.at }))
    .sort((a, b) => compare(b.at ?? "", a.at ?? "") || compare(refKey(a.ref), refKey(b.ref)));
}
