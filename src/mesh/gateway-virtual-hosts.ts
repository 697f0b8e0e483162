import type { Spot } from "../model/cause.ts";
import type { Mesh } from "../model/mesh.ts";
import { path } from "../model/path.ts";
import type { L4RouteDestination, VirtualService } from "../model/resources/virtual-service.ts";
import { hostsServed, overlapsServer } from "./gateway-hosts.ts";
import { gatewayName } from "./gateway-name.ts";
import type { GatewayServerAt } from "./gateway-servers.ts";
import { gatewayVirtualServices } from "./gateway-virtual-services.ts";
import { mostSpecificMatch } from "./host.ts";
import { refOf } from "./ref-of.ts";

/** A VirtualService that takes effect on a server. */
export interface GatewayBinding {
  readonly virtualService: VirtualService;
  readonly server: GatewayServerAt;
}

/** What one Host header finds at a gateway. */
export interface GatewayVirtualHost {
  /** `shop.example.com`, `*.example.com`, `*`. */
  readonly host: string;
  /**
   * The VirtualServices whose http routes are tried in this order, their catch-all routes moved behind all others;
   * none: 404, or the redirect.
   */
  readonly bindings: readonly GatewayBinding[];
  /** The server's field that sends plain requests to https. */
  readonly redirect: Spot | undefined;
}

/**
 * The virtual hosts of servers that share a route name, by host; none at all: every request gets 404.
 * Source: pilot/pkg/networking/core/gateway.go `buildGatewayHTTPRouteConfig`; route.go `SortVHostRoutes`.
 */
export function gatewayVirtualHosts(
  mesh: Mesh,
  namespace: string,
  servers: readonly GatewayServerAt[],
): readonly GatewayVirtualHost[] {
  const bindings = new Map<string, GatewayBinding[]>();
  const redirects = new Map<string, Spot>();
  for (const server of servers) {
    const redirect = redirectOf(server);
    for (const virtualService of gatewayVirtualServices(mesh, server.gateway, namespace)) {
      for (const host of hostsServed(mesh, server, virtualService)) {
        const known = bindings.get(host) ?? [];
        bindings.set(host, known);
        if (!known.some((each) => sameBinding(each, { virtualService, server })))
          known.push({ virtualService, server });
        if (redirect !== undefined) redirects.set(host, redirect);
      }
    }
    if (redirect === undefined) continue;
    for (const host of server.hosts) if (!host.includes("/")) redirects.set(host.toLowerCase(), redirect);
  }
  const hosts = [...new Set([...bindings.keys(), ...redirects.keys()])];
  return hosts.map((host) => ({ host, bindings: bindings.get(host) ?? [], redirect: redirects.get(host) }));
}

/** The virtual host for a Host header, its port ignored; `undefined`: 404. */
export function virtualHostFor(
  virtualHosts: readonly GatewayVirtualHost[],
  authority: string,
): GatewayVirtualHost | undefined {
  const name = authority.toLowerCase().replace(/:\d+$/, "");
  const best = mostSpecificMatch(
    name,
    virtualHosts.map(({ host }) => host),
  );
  return virtualHosts.find(({ host }) => host === best);
}

/** Routes of bytes, and the VirtualService's entry they stand in. */
export interface GatewayL4Route {
  readonly binding: GatewayBinding;
  /** `spec.tcp[0]`. */
  readonly spot: Spot;
  readonly destinations: readonly L4RouteDestination[];
  /** For passthrough servers: the SNI names it takes. */
  readonly sniHosts: readonly string[];
}

/**
 * Where a server sends bytes: the first tcp route that fits, of the VirtualServices bound to it; none: nobody listens.
 * Source: pilot/pkg/networking/core/gateway.go `buildGatewayNetworkFiltersFromTCPRoutes`.
 */
export function gatewayTcpRoute(mesh: Mesh, namespace: string, server: GatewayServerAt): GatewayL4Route | undefined {
  for (const virtualService of gatewayVirtualServices(mesh, server.gateway, namespace)) {
    if (!overlapsServer(mesh, server, virtualService)) continue;
    for (const [i, { match = [], route }] of (virtualService.spec.tcp ?? []).entries()) {
      if (route.length === 0 || (match.length > 0 && !match.some((one) => l4Matches(one, virtualService, server))))
        continue;
      const spot = { ref: refOf(virtualService), path: path("spec", "tcp", i) };
      return { binding: { virtualService, server }, spot, destinations: route, sniHosts: [] };
    }
  }
  return undefined;
}

/**
 * Where a passthrough server sends TLS, by SNI; an SNI name belongs to the first that claims it.
 * Source: pilot/pkg/networking/core/gateway.go `buildGatewayNetworkFiltersFromTLSRoutes`.
 */
export function gatewayTlsRoutes(mesh: Mesh, namespace: string, server: GatewayServerAt): readonly GatewayL4Route[] {
  const claimed = new Set<string>();
  const routes: GatewayL4Route[] = [];
  for (const virtualService of gatewayVirtualServices(mesh, server.gateway, namespace)) {
    if (!overlapsServer(mesh, server, virtualService)) continue;
    for (const [i, { match, route }] of (virtualService.spec.tls ?? []).entries()) {
      for (const one of route.length === 0 ? [] : match) {
        if (!l4Matches(one, virtualService, server) || one.sniHosts.some((host) => claimed.has(host))) continue;
        for (const host of one.sniHosts) claimed.add(host);
        const spot = { ref: refOf(virtualService), path: path("spec", "tls", i) };
        routes.push({ binding: { virtualService, server }, spot, destinations: route, sniHosts: one.sniHosts });
      }
    }
  }
  return routes;
}

/** Only port and gateways count at a gateway. Source: networking/core/gateway.go `l4SingleMatch`. */
function l4Matches(
  { port, gateways = [] }: { readonly port?: number; readonly gateways?: readonly string[] },
  { metadata }: VirtualService,
  { server, gateway }: GatewayServerAt,
): boolean {
  if (port !== undefined && port !== server.port.number) return false;
  return gateways.length === 0 || gateways.some((written) => gatewayName(written, metadata.namespace) === gateway);
}

function redirectOf({ server, ref, path: at }: GatewayServerAt): Spot | undefined {
  return server.tls?.httpsRedirect === true ? { ref, path: `${at}.tls.httpsRedirect` } : undefined;
}

function sameBinding(a: GatewayBinding, b: GatewayBinding): boolean {
  return a.server.gateway === b.server.gateway && a.virtualService === b.virtualService;
}
