import { isWildcard } from "../mesh/host.ts";
import { refOf } from "../mesh/ref-of.ts";
import { servicesNamed } from "../mesh/registry.ts";
import { sidecarOwner } from "../mesh/sidecar-owner.ts";
import { virtualServicesFor } from "../mesh/virtual-services.ts";
import type { Inert } from "../model/cause.ts";
import { byDefault } from "../model/evidence.ts";
import type { Mesh } from "../model/mesh.ts";
import { refText } from "../model/ref.ts";
import type { GRPCRoute, HTTPRoute } from "../model/resources/gateway-api.ts";
import type { RegistryService } from "../model/service.ts";
import type { Gap } from "../model/snapshot.ts";
import { type End, type Hop, hop, onward } from "../model/trace.ts";
import { clusterHop, side } from "./cluster.ts";
import type { Destination } from "./destination.ts";
import { unknownEnd } from "./end.ts";
import { withoutPort } from "./request.ts";
import { routesHop } from "./routes-hop.ts";
import { unknownTraffic } from "./unknown-traffic.ts";
import { unreadRoutes } from "./unread-routes.ts";
import { serviceOfHost } from "./virtual-host.ts";
import type { Walk } from "./walk.ts";

/**
 * Finds the virtual host by Host header and the VirtualService that owns it; without one the service's default route.
 * Source: pilot/pkg/networking/core/httproute.go `BuildSidecarOutboundVirtualHosts`.
 */
export function virtualHostHop(walk: Walk, destination: Destination, fixed: RegistryService | undefined): Hop | End {
  const { mesh, request, flow, scope, view } = walk;
  const unread = unreadRoutes(walk);
  if (unread !== undefined) return unread;
  const service = fixed ?? serviceOfHost(walk, request.authority, flow.port);
  const host = service?.hostname ?? withoutPort(request.authority).toLowerCase();
  const meshRoute = service === undefined ? undefined : meshRouteOf(walk, service);
  if (meshRoute !== undefined) {
    const spot = { ref: refOf(meshRoute), path: "spec" };
    return unknownEnd("route", side(walk), {
      code: "not-modelled",
      what: `${meshRoute.kind} as a route inside the mesh`,
      spot,
    });
  }
  const unreadKind = service === undefined ? undefined : unreadMeshRoutes(walk, service);
  if (unreadKind !== undefined)
    return unknownEnd("route", side(walk), {
      code: "unreadable",
      gap: unreadKind,
      decision: `whether a route of the Gateway API is bound to ${refText(service?.ref ?? walk.pair.to)}`,
    });
  const here: Walk = { ...walk, onAskedHost: isAsked(walk, service, host) };
  const found = virtualServicesFor(mesh, view, host, "mesh", {
    scope,
    port: flow.port,
    ...(service === undefined ? { anyService: (name: string) => someService(mesh, name) } : {}),
  });
  const owner = sidecarOwner(mesh, found.inForce, { view, port: flow.port, gateway: "mesh" });
  const inert: readonly Inert[] = [...found.inert, ...owner.inert];
  if (owner.service !== undefined) {
    return routesHop(here, {
      owner: { ref: refOf(owner.service), path: "spec.http" },
      routes: owner.routes,
      inert,
      port: flow.port,
      singlePort: () => undefined,
    });
  }
  if (service === undefined)
    return unknownTraffic(
      here,
      destination,
      `no virtual host of this proxy takes "${request.authority}" on port ${flow.port}`,
      true,
    );
  const meant = meantElsewhere(here, inert);
  return hop({
    kind: "route",
    at: side(walk),
    title: `default route to ${service.hostname}`,
    notes: meant,
    because: [byDefault(`no VirtualService routes ${service.hostname} for this caller`)],
    next: onward(
      clusterHop(here, {
        host: service.hostname,
        port: flow.port,
        implicitPort: false,
        subset: undefined,
        route: undefined,
      }),
    ),
  });
}

/** Says which VirtualServices name the host in vain. */
function meantElsewhere(_: Walk, inert: readonly Inert[]): readonly string[] {
  return inert
    .filter(({ reason }) => reason !== "gateways")
    .slice(0, 3)
    .map(({ ref, why }) => `${refText(ref)} is not in force: ${why}`);
}

function isAsked({ pair, flow, mesh }: Walk, service: RegistryService | undefined, host: string): boolean {
  if (pair.services.length === 0) return service === undefined || pair.to.kind === "Host" || host === flow.host;
  return pair.services.some(
    (asked) =>
      asked.hostname === host ||
      asked.aliasOf?.toLowerCase() === host ||
      (service?.aliasOf !== undefined &&
        servicesNamed(mesh, service.aliasOf).some(({ hostname }) => hostname === asked.hostname)),
  );
}

/** Whether any service has this host, or falls under it; a wildcard over the cluster's own domain always covers some. */
function someService(mesh: Mesh, host: string): boolean {
  if (!isWildcard(host)) return servicesNamed(mesh, host).length > 0;
  return host === "*" || `.svc.${mesh.settings.domain}`.endsWith(host.slice(1));
}

const meshRouteKinds = ["HTTPRoute", "GRPCRoute"] as const;

/** Why it is not known whether such a route is bound to the service; `undefined`: it is known. */
function unreadMeshRoutes({ mesh, view }: Walk, { ref }: RegistryService): Gap | undefined {
  return [ref.namespace, view.namespace]
    .flatMap((namespace) => meshRouteKinds.map((kind) => mesh.gap(kind, namespace)))
    .find((gap) => gap !== undefined);
}

/** A route of the Gateway API that is bound to the service: it replaces what VirtualServices say, and is not modelled. */
function meshRouteOf({ mesh, view }: Walk, { ref }: RegistryService): HTTPRoute | GRPCRoute | undefined {
  const namespaces = [...new Set([ref.namespace, view.namespace])];
  const routes = namespaces.flatMap((namespace) =>
    meshRouteKinds.flatMap((kind): readonly (HTTPRoute | GRPCRoute)[] => mesh.list(kind, namespace)),
  );
  return routes.find(({ spec, metadata }) =>
    (spec.parentRefs ?? []).some(
      ({ kind, name, namespace }) =>
        (kind === "Service" || kind === "ServiceEntry") &&
        name === ref.name &&
        (namespace ?? metadata.namespace) === ref.namespace,
    ),
  );
}
