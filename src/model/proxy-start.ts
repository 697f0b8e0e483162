import type { Pod } from "./resources/core.ts";

/** When a pod's proxy was started: its images may have been long in coming, and it may have been started anew. */
export function proxyStart({ metadata, status }: Pod): string | undefined {
  const statuses = [...(status.containerStatuses ?? []), ...(status.initContainerStatuses ?? [])];
  const proxy = statuses.find(({ name }) => name === "istio-proxy");
  return proxy?.state?.running?.startedAt ?? metadata.creationTimestamp;
}
