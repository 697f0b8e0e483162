import type { Spot } from "../model/cause.ts";
import type { Workload } from "../model/workload.ts";

/**
 * Where a field of a pod is to be changed: in its owner's template, or in the pod itself where nothing owns it.
 * Fields of `status` stay the pod's.
 */
export function templateSpot({ owner, ref }: Pick<Workload, "owner" | "ref">, podPath: string): Spot {
  if (owner.kind === "Pod" || podPath.startsWith("status")) return { ref, path: podPath };
  const template = owner.kind === "CronJob" ? "spec.jobTemplate.spec.template" : "spec.template";
  return { ref: owner, path: podPath === "" ? template : `${template}.${podPath}` };
}
