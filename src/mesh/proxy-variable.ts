import type { Pod } from "../model/resources/core.ts";

/** What the injector told a pod's proxy by an environment variable; `undefined`: nothing, or the pod has none. */
export function proxyVariable({ spec }: Pod, variable: string): string | undefined {
  const proxy = [...spec.containers, ...(spec.initContainers ?? [])].find(({ name }) => name === "istio-proxy");
  return proxy?.env?.find(({ name }) => name === variable)?.value;
}
