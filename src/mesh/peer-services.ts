import type { Mesh } from "../model/mesh.ts";
import type { RegistryPort, RegistryService } from "../model/service.ts";
import type { Gap } from "../model/snapshot.ts";
import { clusterLocal } from "./cluster-local.ts";
import { registryService } from "./registry.ts";

/** A service as another cluster has it. */
export interface PeerService {
  readonly peer: Mesh;
  readonly service: RegistryService;
  readonly port: RegistryPort;
  /** Set where nobody knows whether it is there. */
  readonly gap?: Gap;
}

/**
 * The Services of other clusters that are one with this one: of the same name and namespace, with a port of the same
 * name. A cluster-local host, a service that stays on its node and a headless one (its names lead where the cluster's own
 * DNS says) have none.
 * Source: pilot/pkg/serviceregistry/aggregate/controller.go `Services`, `mergeService`; endpoint_builder.go
 * `snapshotShards`, `BuildClusterLoadAssignment` (`ServicePortName`).
 */
export function peerServices(mesh: Mesh, service: RegistryService, port: RegistryPort): readonly PeerService[] {
  if (mesh.peers.length === 0 || service.registry !== "Kubernetes" || service.headless) return [];
  const { namespace, name } = service.ref;
  const staysOnNode = mesh.get("Service", namespace, name)?.spec.internalTrafficPolicy === "Local";
  if (staysOnNode || clusterLocal(mesh, service.hostname) !== undefined) return [];
  return mesh.peers.flatMap((peer): PeerService[] => {
    const object = peer.get("Service", namespace, name);
    if (object === undefined) {
      const gap = peer.gap("Service", namespace, name);
      return gap === undefined ? [] : [{ peer, service, port, gap }];
    }
    const there = registryService(object, peer.settings.domain);
    const same = there.aliasOf === undefined ? there.ports.find((one) => one.name === port.name) : undefined;
    return same === undefined ? [] : [{ peer, service: there, port: same }];
  });
}
