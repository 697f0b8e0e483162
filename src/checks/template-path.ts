import type { Ref } from "../model/ref.ts";

const templated = ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job"];

/** Where a workload says what its pods are: `spec.template`; of a pod itself `spec`. */
export function templatePath({ kind }: Ref): string {
  if (kind === "CronJob") return "spec.jobTemplate.spec.template";
  return templated.includes(kind) ? "spec.template" : "spec";
}
