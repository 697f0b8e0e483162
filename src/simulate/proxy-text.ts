import type { Workload } from "../model/workload.ts";

/** Which proxy a pod has, in a word. */
export function proxyText({ proxy }: Workload): string {
  return proxy.kind === "none" ? "no sidecar" : proxy.kind;
}
