import { endpointsOf } from "../mesh/endpoints.ts";
import type { Mesh } from "../model/mesh.ts";
import type { Endpoint, RegistryPort, RegistryService } from "../model/service.ts";

/** Of each cluster that serves a port, the first endpoint behind a sidecar: it stands for what policies say there. */
export function sampleServers(mesh: Mesh, service: RegistryService, port: RegistryPort): readonly Endpoint[] {
  const proxied = endpointsOf(mesh, service, port).endpoints.filter(({ proxy }) => proxy?.kind === "sidecar");
  return proxied.filter(({ ref }, i) => proxied.findIndex((other) => other.ref.cluster === ref.cluster) === i);
}
