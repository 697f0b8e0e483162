import { absence, type Evidence, field } from "../model/evidence.ts";
import type { Mesh } from "../model/mesh.ts";
import type { RegistryPort, RegistryService } from "../model/service.ts";
import type { Gap } from "../model/snapshot.ts";
import { clusterLocal } from "./cluster-local.ts";
import { refOf } from "./ref-of.ts";
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
  if (mesh.peers.length === 0 || service.registry !== "Kubernetes") return [];
  if (staysAtHome(mesh, service) !== undefined) return [];
  const { namespace, name } = service.ref;
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

/** Why a service has no endpoint in other clusters, whatever is there; `undefined`: it may have. */
function staysAtHome(mesh: Mesh, { ref, headless, hostname }: RegistryService): Evidence | undefined {
  if (headless) return field(ref, "spec.clusterIP", "None", "its name leads to pods of the caller's own cluster only");
  const policy = mesh.get("Service", ref.namespace, ref.name)?.spec.internalTrafficPolicy;
  if (policy === "Local") return field(ref, "spec.internalTrafficPolicy", policy, "requests stay on the caller's node");
  return clusterLocal(mesh, hostname);
}

/** What keeps requests for a service from other clusters, where no endpoint of one is known. */
export function peersLeftOut(mesh: Mesh, service: RegistryService, port: RegistryPort): readonly Evidence[] {
  if (mesh.peers.length === 0 || service.registry !== "Kubernetes") return [];
  const atHome = staysAtHome(mesh, service);
  if (atHome !== undefined) return [atHome];
  const served = new Set(peerServices(mesh, service, port).map(({ peer }) => peer));
  return mesh.peers
    .filter((peer) => !served.has(peer))
    .map((peer) => {
      const there = peer.get("Service", service.ref.namespace, service.ref.name);
      return there === undefined
        ? absence(`cluster ${peer.cluster} has no Service ${service.ref.namespace}/${service.ref.name}`)
        : field(
            refOf(there),
            "spec.ports",
            there.spec.ports.map(({ name }) => name ?? ""),
            `no port is named "${port.name}" there`,
          );
    });
}
