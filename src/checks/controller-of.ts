import type { Mesh } from "../model/mesh.ts";
import type { Ref } from "../model/ref.ts";
import type { Controller } from "../model/resources/workloads.ts";

const kinds = ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job"] as const;

/** The controller that a workload's owner is, where it was read. */
export function controllerOf(mesh: Mesh, owner: Ref): Controller | undefined {
  const kind = kinds.find((known) => known === owner.kind);
  return kind === undefined ? undefined : mesh.home(owner).get(kind, owner.namespace, owner.name);
}
