import { path } from "../model/path.ts";
import type { ClientTls, TrafficPolicy } from "../model/resources/destination-rule.ts";
import type { Located, MergedRule } from "./merged-rule.ts";

/**
 * The TLS settings by which istiod marks endpoints. Unlike the cluster's own (`trafficPolicyFor`), a port's entry
 * without `tls` falls back to the top level here, and a subset without `tls` to the rule.
 * Source: pilot/pkg/xds/endpoints/mtls_checker.go `tlsModeForDestinationRule`, `trafficPolicyTLSModeForPort`.
 */
export function tlsModeForEndpoints(
  rule: MergedRule | undefined,
  port: number,
  subset?: string,
): Located<ClientTls> | undefined {
  if (rule === undefined) return undefined;
  if (subset === undefined) return tlsFor(rule.trafficPolicy, port);
  const declared = rule.subsets.find(({ name }) => name === subset);
  if (declared === undefined) return undefined;
  return tlsFor(declared.trafficPolicy, port) ?? tlsFor(rule.trafficPolicy, port);
}

function tlsFor(policy: Located<TrafficPolicy> | undefined, port: number): Located<ClientTls> | undefined {
  if (policy === undefined) return undefined;
  const { value, spot } = policy;
  const entries = value.portLevelSettings ?? [];
  const i = entries.findIndex((entry) => entry.port?.number === port && entry.tls !== undefined);
  const own = entries[i]?.tls;
  if (own !== undefined)
    return { value: own, spot: { ref: spot.ref, path: `${spot.path}.${path("portLevelSettings", i)}.tls` } };
  return value.tls === undefined ? undefined : { value: value.tls, spot: { ref: spot.ref, path: `${spot.path}.tls` } };
}
