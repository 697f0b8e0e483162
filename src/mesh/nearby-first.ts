import type { Spot } from "../model/cause.ts";
import { type Evidence, field } from "../model/evidence.ts";
import type { Mesh } from "../model/mesh.ts";
import type { RegistryService } from "../model/service.ts";
import type { PortPolicy } from "./traffic-policy.ts";

/** What makes proxies prefer some endpoints by where they are. */
export interface NearbyFirst {
  readonly spot: Spot;
  readonly because: Evidence;
  /** Shares are written down for each place: the nearest need not get any. */
  readonly isDistributed: boolean;
}

const annotation = "networking.istio.io/traffic-distribution";

/**
 * Why not every endpoint of a service is as likely as the other; `undefined`: each is. The DestinationRule decides, else
 * the Service, else the mesh, where it is on by default; without outlier detection (or a Service that asks for it) only
 * written shares count.
 * Source: pilot/pkg/networking/core/loadbalancer/loadbalancer.go `GetEffectiveLbSetting`, `ApplyToLoadAssignment`;
 * pilot/pkg/xds/endpoints/endpoint_builder.go `BuildClusterLoadAssignment`.
 */
export function nearbyFirst(mesh: Mesh, service: RegistryService, policy: PortPolicy): NearbyFirst | undefined {
  const { loadBalancer, outlierDetection } = policy;
  const own = loadBalancer?.value.localityLbSetting;
  const told = (spot: Spot, value: string | boolean | undefined, isDistributed: boolean): NearbyFirst => ({
    spot,
    because: field(spot.ref, spot.path, value, "endpoints near the caller come first"),
    isDistributed,
  });
  const ejecting = outlierDetection === undefined ? undefined : told(outlierDetection.spot, undefined, false);
  if (own !== undefined && loadBalancer !== undefined) {
    if (own.enabled === false) return undefined;
    const { ref, path } = loadBalancer.spot;
    return (own.distribute ?? []).length > 0
      ? told({ ref, path: `${path}.localityLbSetting.distribute` }, undefined, true)
      : ejecting;
  }
  const object = mesh.get("Service", service.ref.namespace, service.ref.name);
  const written = object?.metadata.annotations[annotation] ?? object?.spec.trafficDistribution;
  if (written?.startsWith("Prefer") === true) {
    const isSpec = object?.metadata.annotations[annotation] === undefined;
    const path = isSpec ? "spec.trafficDistribution" : `metadata.annotations["${annotation}"]`;
    return told({ ref: service.ref, path }, written, false);
  }
  const { localityLbSetting } = mesh.settings.config;
  if (localityLbSetting?.enabled === false) return undefined;
  const map = mesh.settings.ref;
  return map !== undefined && (localityLbSetting?.distribute ?? []).length > 0
    ? told({ ref: map, path: "mesh.localityLbSetting.distribute" }, undefined, true)
    : ejecting;
}
