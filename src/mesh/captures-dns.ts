import type { Pod } from "../model/resources/core.ts";
import { proxyVariable } from "./proxy-variable.ts";

/**
 * Whether the pod's proxy answers the names that its application asks for, with all that istiod knows of: Services of
 * other clusters, too, and for headless ones the pods of each.
 * Source: pkg/dns/server/name_table.go `BuildNameTable`; ISTIO_META_DNS_CAPTURE, off by default.
 */
export function capturesDns(pod: Pod): boolean {
  return ["true", "1"].includes(proxyVariable(pod, "ISTIO_META_DNS_CAPTURE")?.toLowerCase() ?? "");
}
