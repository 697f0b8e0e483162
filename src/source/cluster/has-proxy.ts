import type { Pod } from "../../model/resources/core.ts";

/** The container that Envoy runs in, of sidecars, gateways and waypoints alike. */
export const proxyContainer = "istio-proxy";

/** Whether a pod has a proxy of its own. */
export function hasProxy({ spec }: Pod): boolean {
  return [...spec.containers, ...(spec.initContainers ?? [])].some(({ name }) => name === proxyContainer);
}
