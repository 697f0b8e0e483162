import type { Mesh } from "../model/mesh.ts";
import type { RegistryPort, RegistryService } from "../model/service.ts";
import { derivedEndpoints } from "./derived-endpoints.ts";
import { entryEndpoints, selectedElsewhere } from "./entry-endpoints.ts";
import type { Endpoints } from "./found-endpoints.ts";
import { withMachines } from "./machine-endpoints.ts";
import { peerServices } from "./peer-services.ts";
import { slicedEndpoints } from "./sliced-endpoints.ts";

/**
 * The addresses that proxies know behind a port of a service, unready ones included: those of its own cluster, and
 * those of the Service of the same name in every other one.
 * Source: pilot/pkg/xds/endpoints/endpoint_builder.go `snapshotShards`.
 */
export function endpointsOf(mesh: Mesh, service: RegistryService, port: RegistryPort): Endpoints {
  const own = ownEndpoints(mesh, service, port);
  const others = [
    ...peerServices(mesh, service, port).map(
      ({ peer, gap, ...there }): Endpoints =>
        gap === undefined ? ownEndpoints(peer, there.service, there.port) : { endpoints: [], gap },
    ),
    ...selectedElsewhere(mesh, service, port),
  ];
  if (others.length === 0) return own;
  const all = [own, ...others];
  const gap = all.find((each) => each.gap !== undefined)?.gap;
  return gap === undefined ? { endpoints: all.flatMap(({ endpoints }) => endpoints) } : { endpoints: [], gap };
}

/**
 * The addresses of a service in the cluster of this mesh alone: all that its DNS and kube-proxy know.
 * Source: pilot/pkg/serviceregistry/kube/controller/endpointslice.go; serviceentry/conversion.go `convertEndpoint`.
 */
export function ownEndpoints(mesh: Mesh, service: RegistryService, port: RegistryPort): Endpoints {
  if (service.registry === "External") return entryEndpoints(mesh, service, port);
  const object = mesh.get("Service", service.ref.namespace, service.ref.name);
  if (object === undefined) return { endpoints: [] };
  const found =
    mesh.all("EndpointSlice").length > 0 ? slicedEndpoints(mesh, object, port) : derivedEndpoints(mesh, object, port);
  return service.resolution === "eds" ? withMachines(mesh, object, port, found) : found;
}
