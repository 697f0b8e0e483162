import type { Mesh } from "../model/mesh.ts";
import type { RegistryService } from "../model/service.ts";
import { clusterLocal } from "./cluster-local.ts";
import { servicesNamed } from "./registry.ts";

/**
 * Everything that istiod knows under a host name: what the cluster itself declares, else the Service of another cluster.
 * The latter has no name in this cluster's DNS, but routes lead to it. One that stays at home, wherever that is, is left
 * out: what becomes of a request for it is not followed.
 * Source: pilot/pkg/serviceregistry/aggregate/controller.go `Services`, `mergeService`.
 */
export function knownServices(mesh: Mesh, hostname: string): readonly RegistryService[] {
  const own = servicesNamed(mesh, hostname);
  if (mesh.peers.length === 0 || own.some(({ registry }) => registry === "Kubernetes")) return own;
  const [elsewhere] = servicesElsewhere(mesh, hostname);
  if (elsewhere === undefined || elsewhere.headless || elsewhere.aliasOf !== undefined) return own;
  const { ref } = elsewhere;
  const policy = mesh.home(ref).get("Service", ref.namespace, ref.name)?.spec.internalTrafficPolicy;
  return policy === "Local" || clusterLocal(mesh, hostname) !== undefined ? own : [...own, elsewhere];
}

/** Services of this name in the other clusters that were read. */
export function servicesElsewhere(mesh: Mesh, hostname: string): readonly RegistryService[] {
  return mesh.peers.flatMap((peer) =>
    servicesNamed(peer, hostname).filter(({ registry }) => registry === "Kubernetes"),
  );
}
