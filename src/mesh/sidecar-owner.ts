import type { Inert } from "../model/cause.ts";
import { field } from "../model/evidence.ts";
import type { Mesh } from "../model/mesh.ts";
import { refText } from "../model/ref.ts";
import type { VirtualService } from "../model/resources/virtual-service.ts";
import { refOf } from "./ref-of.ts";
import { type Surroundings, type SurvivingRoute, survivingHttpRoutes } from "./surviving-routes.ts";

/** Who routes a host at a sidecar. */
export interface Owner {
  /** `undefined`: none yields a route; the service gets its default route. */
  readonly service: VirtualService | undefined;
  readonly routes: readonly SurvivingRoute[];
  /** Entries that were left out, of the owner and of those tried before it, and VirtualServices that came too late. */
  readonly inert: readonly Inert[];
}

/**
 * The first VirtualService that yields a route for this proxy and port owns the whole host; nothing is merged.
 * Source: pilot/pkg/networking/core/route/route.go `buildSidecarVirtualHostsForVirtualService`; httproute.go
 * `BuildSidecarOutboundVirtualHosts` (duplicate virtual hosts).
 */
export function sidecarOwner(mesh: Mesh, inForce: readonly VirtualService[], surroundings: Surroundings): Owner {
  const inert: Inert[] = [];
  let owner: Owner | undefined;
  for (const service of inForce) {
    if (owner?.service !== undefined) {
      inert.push(late(service, owner.service));
      continue;
    }
    const { routes, dropped } = survivingHttpRoutes(mesh, service, surroundings);
    inert.push(...dropped);
    if (routes.length > 0) owner = { service, routes, inert };
  }
  return owner ?? { service: undefined, routes: [], inert };
}

function late(service: VirtualService, owner: VirtualService): Inert {
  const ref = refOf(service);
  const first = refOf(owner);
  return {
    ref,
    path: "spec.hosts",
    reason: "overridden",
    why: `${refText(first)} comes before it and owns the host; sidecars do not merge VirtualServices`,
    evidence: [
      field(ref, "metadata.creationTimestamp", service.metadata.creationTimestamp),
      field(first, "metadata.creationTimestamp", owner.metadata.creationTimestamp),
    ],
  };
}
