import type { Kind } from "../../model/resource-kinds.ts";

/** Kinds of which a cluster holds so much that only namespaces of interest are read. */
export const heavyKinds: ReadonlySet<Kind> = new Set<Kind>([
  "Pod",
  "EndpointSlice",
  "ReplicaSet",
  "Deployment",
  "StatefulSet",
  "DaemonSet",
  "Job",
  "CronJob",
]);
