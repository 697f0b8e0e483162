import type { Mesh } from "../model/mesh.ts";
import type { VirtualService } from "../model/resources/virtual-service.ts";
import type { GatewayServerAt } from "./gateway-servers.ts";
import { expandHost, hostSubsetOf, hostsOverlap } from "./host.ts";

/**
 * The hosts for which a VirtualService takes effect on a server: of each pair that overlaps, the narrower one.
 * Source: pkg/config/host/names.go `NamesForNamespace`, `Intersection`; networking/core/gateway.go
 * `buildGatewayHTTPRouteConfig`.
 */
export function hostsServed(
  mesh: Mesh,
  { hosts }: Pick<GatewayServerAt, "hosts">,
  service: VirtualService,
): readonly string[] {
  const wanted = virtualServiceHosts(mesh, service);
  const served = hostsFor(hosts, service.metadata.namespace).flatMap((host) =>
    wanted.flatMap((other) => (hostSubsetOf(host, other) ? [host] : hostSubsetOf(other, host) ? [other] : [])),
  );
  return [...new Set(served)];
}

/**
 * Whether a VirtualService's bytes or SNI routes take effect on a server: any overlap will do.
 * Source: networking/core/gateway.go `pickMatchingGatewayHosts`.
 */
export function overlapsServer(
  mesh: Mesh,
  { hosts }: Pick<GatewayServerAt, "hosts">,
  service: VirtualService,
): boolean {
  const wanted = virtualServiceHosts(mesh, service);
  return hostsFor(hosts, service.metadata.namespace).some((host) => wanted.some((other) => hostsOverlap(host, other)));
}

/** A VirtualService's hosts, short names written out, in lower case. */
export function virtualServiceHosts(mesh: Mesh, { spec, metadata }: VirtualService): readonly string[] {
  return spec.hosts.map((host) => expandHost(host, metadata.namespace, mesh.settings.domain).toLowerCase());
}

/** The server's hosts that are open to VirtualServices of a namespace, without the namespace part. */
export function hostsFor(hosts: readonly string[], namespace: string): readonly string[] {
  return hosts.flatMap((host) => {
    const slash = host.indexOf("/");
    const owner = slash < 0 ? "*" : host.slice(0, slash);
    return owner === "*" || owner === namespace ? [host.slice(slash + 1).toLowerCase()] : [];
  });
}
