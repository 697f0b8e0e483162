import type { Inert, Spot } from "../model/cause.ts";
import { field } from "../model/evidence.ts";
import type { Mesh } from "../model/mesh.ts";
import type { L4Match, L4RouteDestination, VirtualService } from "../model/resources/virtual-service.ts";
import { asJson } from "./as-json.ts";
import { gatewayName } from "./gateway-name.ts";
import { bySpecificity, expandHost, hostSubsetOf } from "./host.ts";
import { ipInBlocks } from "./ip-blocks.ts";
import { labelsMatch } from "./labels.ts";
import { refOf } from "./ref-of.ts";
import type { Surroundings } from "./surviving-routes.ts";

/** What becomes of a connection by `tls` or `tcp` routes. */
export type L4Route =
  /** `spot`: the match that acts, or the entry where it has none. */
  | {
      readonly kind: "route";
      readonly service: VirtualService;
      readonly spot: Spot;
      readonly destinations: readonly L4RouteDestination[];
      readonly dropped: readonly Inert[];
    }
  /** Routes stand for this proxy and port, and the connection meets none of them: no filter chain takes it. */
  | { readonly kind: "none"; readonly routes: readonly Spot[]; readonly dropped: readonly Inert[] }
  /** No route stands for this proxy and port: the service's default. */
  | { readonly kind: "default"; readonly dropped: readonly Inert[] };

interface Chain {
  readonly service: VirtualService;
  readonly spot: Spot;
  readonly sniHosts: readonly string[];
  readonly subnets: readonly string[];
  readonly route: readonly L4RouteDestination[];
}

/**
 * The `tls` route that takes a connection to a port declared TLS or HTTPS. Routes that apply to this proxy become
 * filter chains; Envoy looks for the narrowest address block first, then for the most specific server name.
 * Source: pilot/pkg/networking/core/tls.go `buildSidecarOutboundTLSFilterChainOpts`, `matchTLS`.
 */
export function tlsRoute(
  mesh: Mesh,
  services: readonly VirtualService[],
  asked: Surroundings & { readonly sni: string | undefined; readonly destinationIp: string | undefined },
): L4Route {
  const dropped: Inert[] = [];
  const chains: Chain[] = [];
  const handled = new Set<string>();
  for (const service of services) {
    service.spec.tls?.forEach(({ match, route }, i) => {
      if (route.length === 0) return;
      match.forEach((one, j) => {
        const spot = { ref: refOf(service), path: `spec.tls[${i}].match[${j}]` };
        const why = mismatch(one, service, spot, asked);
        if (why !== undefined) {
          dropped.push(why);
          return;
        }
        const subnets = one.destinationSubnets ?? [];
        const key = `${one.sniHosts.join(",")}|${subnets.join(",")}`;
        if (handled.has(key)) return;
        handled.add(key);
        chains.push({ service, spot, sniHosts: one.sniHosts, subnets, route });
      });
    });
  }
  if (chains.length === 0) return { kind: "default", dropped };
  const taken = byAddress(chains, asked.destinationIp)
    .flatMap((chain) => {
      const named = coveringName(chain.sniHosts, asked.sni);
      return named === undefined ? [] : [{ chain, named }];
    })
    .sort((a, b) => bySpecificity(a.named, b.named))[0]?.chain;
  return taken === undefined
    ? { kind: "none", routes: chains.map(({ spot }) => spot), dropped }
    : { kind: "route", service: taken.service, spot: taken.spot, destinations: expanded(mesh, taken), dropped };
}

/**
 * The `tcp` route that takes a connection: the first that applies and asks for no address ends the search; those before
 * it with addresses take the connections to these.
 * Source: pilot/pkg/networking/core/tls.go `buildSidecarOutboundTCPFilterChainOpts`, `matchTCP`.
 */
export function tcpRoute(
  mesh: Mesh,
  services: readonly VirtualService[],
  asked: Surroundings & { readonly destinationIp: string | undefined },
): L4Route {
  const dropped: Inert[] = [];
  const chains: Chain[] = [];
  scan: for (const service of services) {
    for (const [i, { match = [], route }] of (service.spec.tcp ?? []).entries()) {
      if (route.length === 0) continue;
      const entry = { ref: refOf(service), path: `spec.tcp[${i}]` };
      if (match.length === 0) {
        chains.push({ service, spot: entry, sniHosts: [], subnets: [], route });
        break scan;
      }
      for (const [j, one] of match.entries()) {
        const spot = { ref: entry.ref, path: `${entry.path}.match[${j}]` };
        const why = mismatch(one, service, spot, asked);
        if (why !== undefined) {
          dropped.push(why);
          continue;
        }
        const subnets = one.destinationSubnets ?? [];
        chains.push({ service, spot, sniHosts: [], subnets, route });
        if (subnets.length === 0) break scan;
      }
    }
  }
  const [taken] = byAddress(chains, asked.destinationIp);
  return taken === undefined
    ? { kind: "default", dropped }
    : { kind: "route", service: taken.service, spot: taken.spot, destinations: expanded(mesh, taken), dropped };
}

/** Unlike in http, gateways, labels, namespace and port must all hold. Source: `matchTLS`, `matchTCP`. */
function mismatch(
  match: L4Match,
  service: VirtualService,
  spot: Spot,
  { view, port, gateway }: Surroundings,
): Inert | undefined {
  const out = (reason: Inert["reason"], key: keyof L4Match, why: string): Inert => ({
    ref: spot.ref,
    path: `${spot.path}.${key}`,
    reason,
    why,
    evidence: [field(spot.ref, `${spot.path}.${key}`, asJson(match[key]))],
  });
  const gateways = (match.gateways ?? []).map((name) => gatewayName(name, service.metadata.namespace));
  if (gateways.length > 0 && !gateways.includes(gateway))
    return out("gateways", "gateways", `it is for ${gateways.join(", ")} and not for ${gateway}`);
  if (!labelsMatch(match.sourceLabels, view.labels))
    return out("selector", "sourceLabels", "the client does not have these labels");
  if (match.port !== undefined && match.port !== 0 && match.port !== port)
    return out("port", "port", `it is for port ${match.port}, and the client dials ${port}`);
  const namespace = match.sourceNamespace ?? "";
  if (namespace !== "" && namespace !== view.namespace)
    return out(
      "namespace",
      "sourceNamespace",
      `it is for clients in ${namespace}, and this proxy is in ${view.namespace}`,
    );
  return undefined;
}

/** Chains of the narrowest block that holds the address; those without blocks where none does. */
function byAddress(chains: readonly Chain[], ip: string | undefined): readonly Chain[] {
  const widths = chains.map(({ subnets }) =>
    ip === undefined ? -1 : Math.max(-1, ...subnets.filter((block) => ipInBlocks(ip, [block])).map(prefixLength)),
  );
  const narrowest = Math.max(-1, ...widths);
  if (narrowest >= 0) return chains.filter((_, i) => widths[i] === narrowest);
  return chains.filter(({ subnets }) => subnets.length === 0);
}

function prefixLength(block: string): number {
  const slash = block.indexOf("/");
  return slash < 0 ? 128 : Number(block.slice(slash + 1));
}

/** The most specific of the server names that covers the SNI. */
function coveringName(sniHosts: readonly string[], sni: string | undefined): string | undefined {
  if (sni === undefined) return sniHosts.includes("*") ? "*" : undefined;
  const asked = sni.toLowerCase();
  return sniHosts
    .map((name) => name.toLowerCase())
    .filter((name) => hostSubsetOf(asked, name))
    .sort(bySpecificity)[0];
}

function expanded(mesh: Mesh, { service, route }: Chain): readonly L4RouteDestination[] {
  return route.map((to) => ({
    ...to,
    destination: {
      ...to.destination,
      host: expandHost(to.destination.host, service.metadata.namespace, mesh.settings.domain),
    },
  }));
}
