import type { Inert } from "../model/cause.ts";
import { field } from "../model/evidence.ts";
import type { Mesh } from "../model/mesh.ts";
import { refText } from "../model/ref.ts";
import type { VirtualService } from "../model/resources/virtual-service.ts";
import type { ProxyView } from "../model/workload.ts";
import { meshGateway } from "./gateway-name.ts";
import { bySpecificity, expandHost, hostSubsetOf, isWildcard } from "./host.ts";
import { misspeltVirtualServices } from "./misspelt-virtual-services.ts";
import { refOf } from "./ref-of.ts";
import { type SidecarScope, sidecarScope } from "./sidecar-scope.ts";
import { type Candidate, virtualServiceCandidates } from "./virtual-service-candidates.ts";

/** The VirtualServices that may route a host for one client. */
export interface VirtualServices {
  /** In the order in which they are tried. */
  readonly inForce: readonly VirtualService[];
  /** Those that name the host, or mean to, and do not act for this client. */
  readonly inert: readonly Inert[];
}

/** What else is known of the request's way. */
export interface HostContext {
  /** The client's scope, where it is at hand already. */
  readonly scope?: SidecarScope;
  /** The port that is dialled; decides which egress listener counts. */
  readonly port?: number;
  /** How the port is routed: TLS and TCP routes know no choice among wildcards. Default `http`. */
  readonly layer?: "http" | "l4";
  /**
   * Given where the host is no service that the client sees on this port: whether there is one with the host it is
   * called with, or, that being a wildcard, any one under it.
   */
  readonly anyService?: (host: string) => boolean;
}

/**
 * The VirtualServices that may route a host for a client at a gateway (`mesh`, `namespace/name`), and those that name it
 * in vain.
 *
 * At a sidecar, VirtualServices that list the host itself exclude all wildcards, even if they turn out to yield no
 * route; without one, only the first with the most specific wildcard counts. A host that is no service has its own
 * virtual host on port 80 only. At a gateway all count. At a waypoint, only the namespaces of the service and of the
 * waypoint do.
 *
 * Source: pilot/pkg/model/sidecar.go `computeWildcardHostVirtualServiceIndex`;
 * pilot/pkg/networking/core/route/route.go `separateVSHostsAndServices`, `buildSidecarVirtualHostsForVirtualService`;
 * httproute.go `selectVirtualServices`;
 * listener_waypoint.go `getVirtualServiceForWaypoint`; tls.go `getConfigsForHost`.
 */
export function virtualServicesFor(
  mesh: Mesh,
  view: ProxyView,
  host: string,
  gateway: string,
  context: HostContext = {},
): VirtualServices {
  const scope = context.scope ?? sidecarScope(mesh, view);
  const { candidates, inert } = virtualServiceCandidates(mesh, { view, scope, gateway, port: context.port }, host);
  const chosen = choose(mesh, view, host, gateway, context, candidates);
  return {
    inForce: chosen.inForce.map(({ service }) => service),
    inert: [...inert, ...chosen.inert, ...misspeltVirtualServices(mesh, host, gateway, view.namespace)],
  };
}

interface Choice {
  readonly inForce: readonly Candidate[];
  readonly inert: readonly Inert[];
}

function choose(
  mesh: Mesh,
  view: ProxyView,
  host: string,
  gateway: string,
  context: HostContext,
  candidates: readonly Candidate[],
): Choice {
  if (gateway !== meshGateway) return atGateway(host, candidates);
  if (view.kind === "waypoint") return atWaypoint(mesh, view, host, candidates);
  if (context.layer === "l4") return { inForce: candidates, inert: [] };
  if (context.anyService === undefined) return forService(host, candidates);
  return forOutsideHost(mesh, context.port, context.anyService, candidates);
}

function forService(host: string, candidates: readonly Candidate[]): Choice {
  const covering = candidates.filter((candidate) => hostSubsetOf(host.toLowerCase(), candidate.host));
  const own = covering.filter((candidate) => candidate.host === host.toLowerCase());
  if (own.length > 0) return beat(covering, own, `lists ${host} itself`);
  const [first] = [...covering].sort((a, b) => bySpecificity(a.host, b.host));
  return first === undefined ? { inForce: [], inert: [] } : beat(covering, [first], `has the host ${first.host}`);
}

/** The winners, and all others as beaten by the first of them. */
function beat(candidates: readonly Candidate[], winners: readonly Candidate[], how: string): Choice {
  const [winner] = winners;
  const beaten = winner === undefined ? [] : candidates.filter((candidate) => !winners.includes(candidate));
  return {
    inForce: winners,
    inert: beaten.map((loser) =>
      overridden(loser, winner as Candidate, `${refText(refOf((winner as Candidate).service))} ${how}`),
    ),
  };
}

function overridden(loser: Candidate, winner: Candidate, why: string): Inert {
  return {
    ...loser.spot,
    reason: "overridden",
    why,
    evidence: [written(loser), written(winner)],
  };
}

function written({ service, spot }: Candidate): ReturnType<typeof field> {
  return field(spot.ref, spot.path, service.spec.hosts[hostIndex(spot.path)]);
}

function hostIndex(path: string): number {
  return Number(/\[(\d+)\]/.exec(path)?.[1] ?? 0);
}

function forOutsideHost(
  mesh: Mesh,
  port: number | undefined,
  anyService: (host: string) => boolean,
  candidates: readonly Candidate[],
): Choice {
  const inert: Inert[] = [];
  const inForce = candidates.filter((candidate) => {
    if (isWildcard(candidate.host) && anyService(candidate.host)) {
      inert.push({
        ...candidate.spot,
        reason: "host",
        why: `${candidate.host} covers services of the mesh, so it routes those and opens no virtual host of its own`,
        evidence: [written(candidate)],
      });
      return false;
    }
    if (port === undefined || port === 80 || expandedHosts(mesh, candidate.service).some(anyService)) return true;
    inert.push({
      ...candidate.spot,
      reason: "port",
      why: `none of its hosts is a service with port ${port}, and a host outside the registry is routed on port 80 only`,
      evidence: [written(candidate)],
    });
    return false;
  });
  return { inForce: [...inForce].sort((a, b) => bySpecificity(a.host, b.host)), inert };
}

function atWaypoint(mesh: Mesh, view: ProxyView, host: string, candidates: readonly Candidate[]): Choice {
  const suffix = `.svc.${mesh.settings.domain}`;
  const serviceNamespace = host.endsWith(suffix) ? host.slice(0, -suffix.length).split(".")[1] : undefined;
  const counts = ({ service }: Candidate): boolean =>
    service.metadata.namespace === view.namespace || service.metadata.namespace === serviceNamespace;
  return {
    inForce: candidates.filter(counts),
    inert: candidates
      .filter((candidate) => !counts(candidate))
      .map((candidate) => ({
        ref: candidate.spot.ref,
        path: "metadata.namespace",
        reason: "namespace",
        why: `a waypoint takes VirtualServices of ${[...new Set([serviceNamespace ?? view.namespace, view.namespace])].join(" and ")} only`,
        evidence: [written(candidate)],
      })),
  };
}

/** Which of them share a virtual host depends on the servers: see `gatewayVirtualHosts`. */
function atGateway(host: string, candidates: readonly Candidate[]): Choice {
  return { inForce: candidates.filter((candidate) => hostSubsetOf(host.toLowerCase(), candidate.host)), inert: [] };
}

function expandedHosts(mesh: Mesh, { spec, metadata }: VirtualService): readonly string[] {
  return spec.hosts.map((name) => expandHost(name, metadata.namespace, mesh.settings.domain).toLowerCase());
}
