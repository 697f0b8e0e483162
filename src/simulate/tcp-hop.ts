import { expandHost } from "../mesh/host.ts";
import { tcpRoute, tlsRoute } from "../mesh/l4-routes.ts";
import { virtualServicesFor } from "../mesh/virtual-services.ts";
import type { Spot } from "../model/cause.ts";
import { byDefault, part } from "../model/evidence.ts";
import { fraction } from "../model/fraction.ts";
import { refText } from "../model/ref.ts";
import type { L4RouteDestination } from "../model/resources/virtual-service.ts";
import { isTls, type RegistryPort, type RegistryService } from "../model/service.ts";
import { type End, type Hop, hop, onward } from "../model/trace.ts";
import { clusterHop, side } from "./cluster.ts";
import type { Destination } from "./destination.ts";
import { failure } from "./end.ts";
import { onlyPort } from "./in-scope.ts";
import { withoutPort } from "./request.ts";
import { unreadRoutes } from "./unread-routes.ts";
import type { Walk } from "./walk.ts";

/**
 * Bytes on their way to a service: tls routes by SNI on TLS ports, tcp routes on the others, else the service itself.
 * Source: pilot/pkg/networking/core/tls.go.
 */
export function tcpHop(walk: Walk, destination: Destination, service: RegistryService, port: RegistryPort): Hop | End {
  const { mesh, view, scope } = walk;
  const unread = unreadRoutes(walk);
  if (unread !== undefined) return unread;
  const here: Walk = { ...walk, onAskedHost: true };
  const { inForce } = virtualServicesFor(mesh, view, service.hostname, "mesh", {
    scope,
    port: port.number,
    layer: "l4",
  });
  const surroundings = { view, port: port.number, gateway: "mesh", destinationIp: destination.ip };
  const sni = walk.payload === "tls" ? withoutPort(walk.request.authority) : undefined;
  const tls = isTls(port.protocol) || (port.protocol === "Auto" && walk.payload === "tls");
  const route = tls ? tlsRoute(mesh, inForce, { ...surroundings, sni }) : tcpRoute(mesh, inForce, surroundings);
  switch (route.kind) {
    case "route":
      return weightedL4(here, route.destinations, route.spot, port.number);
    case "default":
      return hop({
        kind: "route",
        at: side(walk),
        title: `default ${tls ? "TLS" : "TCP"} route to ${service.hostname}`,
        because: [byDefault(`no VirtualService routes the bytes of ${service.hostname}:${port.number}`)],
        next: onward(
          clusterHop(here, {
            host: service.hostname,
            port: port.number,
            implicitPort: false,
            subset: undefined,
            route: undefined,
          }),
        ),
      });
    case "none": {
      const owner = route.routes[0] ?? { ref: service.ref, path: "spec" };
      return failure({
        disposition: "no-route",
        station: "route",
        at: side(walk),
        cause: {
          code: "no-route-match",
          spot: owner,
          misses: [],
          unmet: [`no route takes ${sni === undefined ? "this connection" : `the server name ${sni}`}`],
          inert: route.dropped,
        },
        because: route.routes.map((spot) => part(spot.ref, spot.path, "does not match")),
        shown: { flag: "NR" },
        payload: walk.payload,
      });
    }
  }
}

/** Destinations of a tcp or tls route by weight. */
export function weightedL4(
  walk: Walk,
  destinations: readonly L4RouteDestination[],
  spot: Spot,
  port: number,
): Hop | End {
  const entry = spot.path.replace(/\.match\[\d+\]$/, "");
  const indexed = destinations.map((destination, i) => ({ destination, i }));
  const weighted = indexed.length > 1 ? indexed.filter(({ destination }) => (destination.weight ?? 0) > 0) : indexed;
  const total = weighted.reduce((sum, { destination }) => sum + (destination.weight ?? 0), 0);
  return hop({
    kind: "route",
    at: side(walk),
    title: `${refText(spot.ref)} ${entry.replace("spec.", "")}`,
    because: [part(spot.ref, spot.path, "takes the connection")],
    next: weighted.map(({ destination: { destination, weight }, i }) => ({
      share: weighted.length === 1 ? fraction(1) : fraction(weight ?? 0, total),
      label:
        weighted.length === 1
          ? ""
          : destination.subset === undefined
            ? destination.host
            : `subset ${destination.subset}`,
      to: clusterHop(walk, {
        host: expandHost(destination.host, spot.ref.namespace, walk.mesh.settings.domain),
        port:
          destination.port?.number ??
          onlyPort(walk, expandHost(destination.host, spot.ref.namespace, walk.mesh.settings.domain)) ??
          port,
        implicitPort: destination.port?.number === undefined,
        subset: destination.subset,
        route: { ref: spot.ref, path: `${entry}.route[${i}].destination` },
      }),
    })),
  });
}
