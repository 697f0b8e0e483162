import type { Inert } from "../model/cause.ts";
import type { Mesh } from "../model/mesh.ts";
import type { VirtualService } from "../model/resources/virtual-service.ts";
import type { ProxyView } from "../model/workload.ts";
import type { GatewayBinding } from "./gateway-virtual-hosts.ts";
import { type Surroundings, type SurvivingRoutes, survivingHttpRoutes } from "./surviving-routes.ts";

/**
 * The routes of a gateway's virtual host: those of all its VirtualServices in order, then, of all of them, those that
 * take every request.
 * Source: pilot/pkg/networking/core/gateway.go `buildGatewayHTTPRouteConfig`; route/route.go `SortVHostRoutes`.
 */
export function mergedGatewayRoutes(mesh: Mesh, bindings: readonly GatewayBinding[], view: ProxyView): SurvivingRoutes {
  const { routes, dropped } = joined(
    bindings.map(({ virtualService, server }) =>
      survivingHttpRoutes(mesh, virtualService, { view, port: server.server.port.number, gateway: server.gateway }),
    ),
  );
  return {
    routes: [...routes.filter(({ catchAll }) => !catchAll), ...routes.filter(({ catchAll }) => catchAll)],
    dropped,
  };
}

/**
 * The routes of a service at its waypoint: those of all its VirtualServices as they come.
 * Source: pilot/pkg/networking/core/listener_waypoint.go `buildWaypointInboundHTTPRouteConfig`.
 */
export function mergedWaypointRoutes(
  mesh: Mesh,
  services: readonly VirtualService[],
  surroundings: Surroundings,
): SurvivingRoutes {
  return joined(services.map((service) => survivingHttpRoutes(mesh, service, surroundings)));
}

function joined(parts: readonly SurvivingRoutes[]): {
  readonly routes: SurvivingRoutes["routes"];
  readonly dropped: readonly Inert[];
} {
  return { routes: parts.flatMap(({ routes }) => routes), dropped: parts.flatMap(({ dropped }) => dropped) };
}
