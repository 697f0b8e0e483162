import { portOf } from "../mesh/registry.ts";
import { whyHidden } from "../mesh/why-hidden.ts";
import type { Inert, PlaintextReason } from "../model/cause.ts";
import { type End, type Hop, hop, onward } from "../model/trace.ts";
import { side } from "./cluster.ts";
import type { Destination } from "./destination.ts";
import { direct } from "./direct.ts";
import { failure, type Shown, unknownEnd } from "./end.ts";
import { knows } from "./in-scope.ts";
import { portNotExposed } from "./port-not-exposed.ts";
import type { Walk } from "./walk.ts";

/**
 * Traffic that the proxy has no configuration for: passed through as it is, or refused. `decoded`: an HTTP listener has
 * read the request and found no virtual host; else no listener serves the port, and only a connection is seen.
 * Source: pilot/pkg/networking/core/httproute.go `buildCatchAllVirtualHost`; listener.go `buildOutboundCatchAllNetworkFiltersOnly`.
 */
export function unknownTraffic(walk: Walk, destination: Destination, why: string, decoded: boolean): Hop | End {
  const { outbound } = walk.scope;
  const gap = walk.mesh.gap("ServiceEntry", undefined) ?? walk.mesh.gap("Service", undefined);
  if (gap !== undefined && destination.services.length === 0) {
    return unknownEnd("listener", side(walk), {
      code: "unreadable",
      gap,
      decision: `whether the mesh knows ${destination.host}`,
    });
  }
  const blocked: Shown = decoded ? { status: 502, flag: "-", details: "direct_response" } : { flag: "UH" };
  // An outside host may well listen on ports that its ServiceEntry does not declare.
  const portless = destination.services.find(
    (service) =>
      (service.registry === "Kubernetes" || outbound.mode === "REGISTRY_ONLY") &&
      knows(walk, service) &&
      portOf(service, destination.port) === undefined &&
      !service.headless,
  );
  if (portless !== undefined)
    return portNotExposed(walk, portless, destination.port, outbound.mode === "REGISTRY_ONLY" ? blocked : undefined);
  const inert: Inert[] = destination.services.flatMap((service) => [...whyHidden(walk.mesh, walk.view, service)]);
  if (outbound.mode === "REGISTRY_ONLY") {
    const policy = outbound.spot ?? {
      ref: walk.mesh.settings.ref ?? walk.client.owner,
      path: "mesh.outboundTrafficPolicy.mode",
    };
    return failure({
      disposition: "blocked",
      station: "listener",
      at: side(walk),
      cause: { code: "registry-only", host: destination.host, policy, inert, caller: walk.client.owner },
      because: [...outbound.because, ...inert.flatMap(({ evidence }) => evidence)],
      shown: blocked,
      payload: walk.payload,
    });
  }
  const reason: PlaintextReason = { code: "passthrough", host: destination.host, inert, spot: inert[0], why };
  return hop({
    kind: "listener",
    at: side(walk),
    title: "PassthroughCluster: the proxy does not know the destination and passes the bytes through",
    notes: [why],
    because: outbound.because,
    next: onward(direct(walk, destination, reason)),
  });
}
