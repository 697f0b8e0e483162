import type { Pod } from "./resources/core.ts";

/** So long a proxy may take to be connected to istiod, and to take what it is sent; in milliseconds. */
export const proxyPatienceMs = 60_000;

/**
 * Whether a pod's proxy was started so shortly before that it need not be connected yet. Not the pod's age counts: its
 * images may have been long in coming, and the proxy may have been started anew.
 */
export function isNewProxy({ metadata, status }: Pod, now: string): boolean {
  const statuses = [...(status.containerStatuses ?? []), ...(status.initContainerStatuses ?? [])];
  const proxy = statuses.find(({ name }) => name === "istio-proxy");
  const start = proxy?.state?.running?.startedAt ?? metadata.creationTimestamp;
  return Date.parse(now) - Date.parse(start ?? "") <= proxyPatienceMs;
}
