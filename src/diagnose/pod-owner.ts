import { refOf } from "../mesh/ref-of.ts";
import { controllerOf, ownerOf } from "../mesh/workloads.ts";
import type { Mesh } from "../model/mesh.ts";
import type { Ref } from "../model/ref.ts";
import { controllerKinds } from "./controller-kinds.ts";

/**
 * The workload that a pod is of: the highest controller that made it, else the pod itself. A pod that is gone tells its
 * owner by its name, where a workload of that name was read; `undefined`: nobody can tell.
 */
export function podOwner(mesh: Mesh, { namespace, name }: Pick<Ref, "namespace" | "name">): Ref | undefined {
  const pod = mesh.get("Pod", namespace, name);
  if (pod !== undefined) return ownerOf(mesh, pod);
  for (const stem of stemsOf(name)) {
    for (const kind of controllerKinds) {
      const ref = { apiVersion: kind === "Job" ? "batch/v1" : "apps/v1", kind, namespace, name: stem };
      const owner = controllerOf(mesh, ref);
      if (owner !== undefined) return refOf(owner);
    }
  }
  return undefined;
}

/** `checkout-7d4b8c6f9-k5lqm` may be of checkout, `db-0` of db. */
function stemsOf(pod: string): readonly string[] {
  const parts = pod.split("-");
  return [parts.slice(0, -2).join("-"), parts.slice(0, -1).join("-")].filter((stem) => stem !== "");
}
