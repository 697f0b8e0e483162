import { effectiveHttpRoutes } from "../../mesh/delegates.ts";
import { expandHost } from "../../mesh/host.ts";
import { servicesNamed } from "../../mesh/registry.ts";
import type { Mesh } from "../../model/mesh.ts";
import { mirrorsOf } from "../../model/mirrors-of.ts";
import type { Destination } from "../../model/resources/destination.ts";
import type { VirtualService } from "../../model/resources/virtual-service.ts";

/**
 * Every cluster that the routes of a VirtualService may name on a port, weights of zero, mirrors and routes that this
 * proxy does not get included; `undefined`: some destination is an alias, whose cluster has another's name.
 * Source: pilot/pkg/networking/core/route/route.go `applyHTTPRouteDestination`, `GetDestinationCluster`.
 */
export function routeClusters(mesh: Mesh, service: VirtualService, port: number): ReadonlySet<string> | undefined {
  const names = new Set<string>();
  for (const { route, spot } of effectiveHttpRoutes(mesh, service).routes) {
    const destinations = [...(route.route ?? []).map(({ destination }) => destination), ...mirrorsOf(route)];
    for (const destination of destinations) {
      const name = clusterOf(mesh, destination, spot.ref.namespace, port);
      if (name === undefined) return undefined;
      names.add(name);
    }
  }
  return names;
}

function clusterOf(mesh: Mesh, { host, subset, port }: Destination, namespace: string, dialled: number) {
  const full = expandHost(host, namespace, mesh.settings.domain);
  if (servicesNamed(mesh, full).some(({ aliasOf }) => aliasOf !== undefined)) return undefined;
  return `outbound|${port?.number ?? dialled}|${subset ?? ""}|${full}`;
}
