import type { Mesh } from "../model/mesh.ts";
import type { VirtualService } from "../model/resources/virtual-service.ts";
import { effectiveHttpRoutes } from "./delegates.ts";
import { hostsServed, overlapsServer } from "./gateway-hosts.ts";
import type { GatewayServerAt } from "./gateway-servers.ts";
import { type GatewayBinding, gatewayTlsRoutes } from "./gateway-virtual-hosts.ts";
import { gatewayVirtualServices } from "./gateway-virtual-services.ts";
import { bySpecificity, expandHost } from "./host.ts";

/** A name under which a gateway can be asked for a destination. */
export interface BoundHost extends GatewayBinding {
  /** May be a wildcard: `*.example.com`, `*`. */
  readonly host: string;
}

/**
 * The names bound at these servers whose VirtualServices route to one of the destinations, from most to least
 * specific; for flows in which the outside name is not given.
 * Source: pilot/pkg/networking/core/gateway.go `buildGatewayHTTPRouteConfig`.
 */
export function boundHosts(
  mesh: Mesh,
  namespace: string,
  servers: readonly GatewayServerAt[],
  destinations: readonly string[],
): readonly BoundHost[] {
  const wanted = new Set(destinations.map((host) => host.toLowerCase()));
  const found = servers.flatMap((server) => hostsAt(mesh, namespace, server, wanted));
  const seen = new Map<string, BoundHost>();
  for (const each of found) if (!seen.has(each.host)) seen.set(each.host, each);
  return [...seen.values()].sort((a, b) => bySpecificity(a.host, b.host));
}

function hostsAt(mesh: Mesh, namespace: string, server: GatewayServerAt, wanted: ReadonlySet<string>): BoundHost[] {
  if (server.form === "passthrough")
    return gatewayTlsRoutes(mesh, namespace, server)
      .filter(({ binding, destinations }) =>
        destinations.some(({ destination }) => isWanted(mesh, wanted, destination.host, binding.virtualService)),
      )
      .flatMap(({ binding, sniHosts }) => sniHosts.map((host) => ({ ...binding, host })));
  const bound = gatewayVirtualServices(mesh, server.gateway, namespace);
  if (server.form === "http" || server.form === "https")
    return bound
      .filter((virtualService) => httpDestinations(mesh, virtualService).some((host) => wanted.has(host)))
      .flatMap((virtualService) =>
        hostsServed(mesh, server, virtualService).map((host) => ({ virtualService, server, host })),
      );
  return bound
    .filter((virtualService) => overlapsServer(mesh, server, virtualService))
    .filter(({ spec, metadata }) =>
      (spec.tcp ?? []).some(({ route }) =>
        route.some(({ destination }) => isWanted(mesh, wanted, destination.host, { metadata })),
      ),
    )
    .map((virtualService) => ({ virtualService, server, host: "*" }));
}

function httpDestinations(mesh: Mesh, service: VirtualService): readonly string[] {
  return effectiveHttpRoutes(mesh, service).routes.flatMap(({ route }) =>
    (route.route ?? []).map(({ destination }) =>
      expandHost(destination.host, service.metadata.namespace, mesh.settings.domain).toLowerCase(),
    ),
  );
}

function isWanted(
  mesh: Mesh,
  wanted: ReadonlySet<string>,
  host: string,
  { metadata }: Pick<VirtualService, "metadata">,
): boolean {
  return wanted.has(expandHost(host, metadata.namespace, mesh.settings.domain).toLowerCase());
}
