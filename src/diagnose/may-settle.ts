import { controllerOf } from "../mesh/workloads.ts";
import type { Mesh } from "../model/mesh.ts";
import { type Ref, refKey, refText } from "../model/ref.ts";
import type { Workload } from "../model/workload.ts";

/** Why the trouble may pass by itself: a change of the last two minutes, or a rollout that goes on. */
export function maySettle(
  mesh: Mesh,
  changedAt: string | undefined,
  at: string,
  workloads: readonly Workload[],
): string | undefined {
  const rolling = ownersOf(workloads).find((owner) => isRollingOut(mesh, owner));
  if (rolling !== undefined) return `${refText(rolling)} is being rolled out`;
  const age = changedAt === undefined ? 0 : Date.parse(at) - Date.parse(changedAt);
  return age > 0 && age < 120_000 ? `something on the path changed ${Math.round(age / 1000)} s ago` : undefined;
}

function ownersOf(workloads: readonly Workload[]): readonly Ref[] {
  return [...new Map(workloads.map(({ owner }) => [refKey(owner), owner])).values()];
}

/** Fewer pods of the new template than wanted, and the deadline for it not passed. Source: kubectl rollout status. */
function isRollingOut(mesh: Mesh, owner: Ref): boolean {
  const controller = controllerOf(mesh, owner);
  if (controller?.kind !== "Deployment" || controller.status?.updatedReplicas === undefined) return false;
  const { updatedReplicas, conditions = [] } = controller.status;
  const progressing = conditions.find(({ type }) => type === "Progressing");
  if (progressing === undefined || progressing.reason === "ProgressDeadlineExceeded") return false;
  return updatedReplicas < (controller.spec.replicas ?? 1) && progressing.status === "True";
}
