import { gatewayCredential } from "../mesh/gateway-credential.ts";
import { type GatewayDoor, gatewayHostInert } from "../mesh/gateway-inert.ts";
import type { GatewayServerAt, GatewayWorkload } from "../mesh/gateway-servers.ts";
import {
  gatewayTcpRoute,
  gatewayTlsRoutes,
  gatewayVirtualHosts,
  virtualHostFor,
} from "../mesh/gateway-virtual-hosts.ts";
import { bySpecificity, expandHost, hostsOverlap, mostSpecificMatch } from "../mesh/host.ts";
import { refOf } from "../mesh/ref-of.ts";
import { type SurvivingRoute, survivingHttpRoutes } from "../mesh/surviving-routes.ts";
import type { Inert, Spot } from "../model/cause.ts";
import type { Arrival } from "../model/connection.ts";
import { absence, field } from "../model/evidence.ts";
import type { Mesh } from "../model/mesh.ts";
import { isNonEmpty, type NonEmpty } from "../model/non-empty.ts";
import { refText } from "../model/ref.ts";
import type { End, Hop } from "../model/trace.ts";
import { askedBy } from "./asked-by.ts";
import { failure, unknownEnd } from "./end.ts";
import { onlyPort } from "./in-scope.ts";
import { throughPolicies } from "./inbound.ts";
import { routesHop } from "./routes-hop.ts";
import type { Sent } from "./sent.ts";
import { weightedL4 } from "./tcp-hop.ts";
import type { Walk } from "./walk.ts";

/** What knocks at a gateway's open port. */
export interface Entering {
  readonly gateway: GatewayWorkload;
  readonly servers: NonEmpty<GatewayServerAt>;
  readonly tls: boolean;
  /** The TLS is the mesh's own: an egress gateway behind ISTIO_MUTUAL. */
  readonly mutual: boolean;
  readonly sni: string | undefined;
  /** The port on the gateway's pods. */
  readonly port: number;
  readonly door: GatewayDoor;
  readonly principal: string | undefined;
  readonly sourceIp: string | undefined;
}

/**
 * Chooses the server by TLS and name, asks the policies at the gateway, and routes by the VirtualServices bound there.
 * Source: pilot/pkg/networking/core/gateway.go.
 */
export function routeAtGateway(walk: Walk, entering: Entering): Hop | End {
  const { servers, tls, sni } = entering;
  const open = servers.filter((server) => fits(server, tls));
  const fitting = tls && sni !== undefined ? nearestName(walk, entering, open, sni) : open;
  if (!isNonEmpty(fitting)) return tls ? noTls(entering) : plainToTls(walk, entering);
  const [server] = fitting;
  if (server.form === "passthrough" || server.form === "auto-passthrough") return bySni(walk, entering, server);
  if (tls && !entering.mutual) {
    const credential = gatewayCredential(walk.mesh, entering.gateway.namespace, server);
    if (credential.status === "missing") return badCredential(walk, credential.spot, credential.why);
    if (credential.status === "unknown" && credential.gap !== undefined) {
      return unknownEnd(
        "gateway",
        "gateway",
        {
          code: "unreadable",
          gap: credential.gap,
          decision: `whether the certificate of ${refText(server.ref)} is there`,
        },
        credential.because,
      );
    }
  }
  if (server.form === "tcp" || server.form === "tls")
    return guarded(walk, entering, false, () => bytes(walk, entering, server));
  const inner: Walk = { ...walk, payload: "http" };
  return guarded(inner, entering, true, () => http(inner, entering, fitting));
}

/** `http` and `tcp` take plain bytes; the others begin with TLS. A server that speaks TCP takes TLS bytes as bytes. */
function fits({ form }: GatewayServerAt, tls: boolean): boolean {
  return tls
    ? form === "https" || form === "tls" || form === "passthrough" || form === "auto-passthrough" || form === "tcp"
    : form === "http" || form === "tcp";
}

/**
 * The servers that take a server name, the most specific name first and the oldest of equal ones: age decides nothing
 * between names that differ.
 * Source: Envoy source/common/listener_manager/filter_chain_manager_impl.cc `findFilterChainForServerName`.
 */
function nearestName(
  { mesh }: Walk,
  { gateway }: Entering,
  servers: readonly GatewayServerAt[],
  sni: string,
): readonly GatewayServerAt[] {
  const taken = servers.flatMap((server) => {
    const name = mostSpecificMatch(sni.toLowerCase(), namesTaken(mesh, gateway, server));
    return name === undefined ? [] : [{ server, name }];
  });
  return taken.sort((a, b) => bySpecificity(a.name, b.name)).map(({ server }) => server);
}

/** The server names that lead to a server; those that it passes through are its routes'. */
function namesTaken(mesh: Mesh, { namespace }: GatewayWorkload, server: GatewayServerAt): readonly string[] {
  if (server.form === "tcp") return ["*"];
  if (server.form !== "passthrough") return server.hosts.map(bare);
  return gatewayTlsRoutes(mesh, namespace, server).flatMap(({ sniHosts }) =>
    sniHosts.map((host) => host.toLowerCase()),
  );
}

/** `ns/host` → `host`. */
function bare(host: string): string {
  return host.slice(host.indexOf("/") + 1).toLowerCase();
}

function guarded(walk: Walk, entering: Entering, isHttp: boolean, onwards: () => Hop | End): Hop | End {
  const { gateway, port, sni } = entering;
  const forwarded = walk.request.headers["x-forwarded-for"]?.split(",").map((part) => part.trim());
  const arrival: Arrival = {
    principal: entering.principal,
    sourceIp: entering.sourceIp,
    remoteIp: remoteIp(walk, forwarded) ?? entering.sourceIp,
    destinationIp: walk.client.ip,
    destinationPort: port,
    sni,
    http: isHttp ? walk.request : undefined,
    token: walk.flow.token,
  };
  const sent: Sent = {
    wire: entering.mutual ? "mtls" : "plaintext",
    plaintext: undefined,
    mode: "none",
    spot: undefined,
    sni,
    because: [],
  };
  return throughPolicies(
    walk,
    {
      namespace: gateway.namespace,
      labels: gateway.labels,
      kind: "gateway",
      name: walk.client.owner.name,
      owner: walk.client.owner,
    },
    arrival,
    sent,
    "gateway",
    onwards,
  );
}

/** The client address that a gateway takes from X-Forwarded-For: with n trusted proxies, the n-th from the right. */
function remoteIp({ mesh }: Walk, forwarded: readonly string[] | undefined): string | undefined {
  const trusted = mesh.settings.config.defaultConfig?.gatewayTopology?.numTrustedProxies ?? 0;
  if (forwarded === undefined || trusted <= 0) return undefined;
  return forwarded[Math.max(0, forwarded.length - trusted)];
}

function http(walk: Walk, entering: Entering, fitting: NonEmpty<GatewayServerAt>): Hop | End {
  const { mesh, view, request } = walk;
  const { gateway } = entering;
  const servers = fitting.filter(
    ({ form, routeName }) => (form === "http" || form === "https") && routeName === fitting[0].routeName,
  );
  const hosts = gatewayVirtualHosts(mesh, gateway.namespace, servers);
  const virtualHost = virtualHostFor(hosts, request.authority);
  const gap = mesh.gap("VirtualService", undefined);
  if (virtualHost === undefined) {
    if (gap !== undefined)
      return unknownEnd("gateway", "gateway", {
        code: "unreadable",
        gap,
        decision: `which VirtualService serves ${request.authority}`,
      });
    return noHost(walk, entering, servers);
  }
  if (virtualHost.redirect !== undefined && !entering.tls) {
    return {
      kind: "end",
      disposition: "answered",
      station: "gateway",
      at: "gateway",
      httpStatus: 301,
      responseFlag: "-",
      responseDetails: "direct_response",
      because: [field(virtualHost.redirect.ref, virtualHost.redirect.path, true, "plain requests are sent to https")],
    };
  }
  const inert: Inert[] = [];
  const routes: SurvivingRoute[] = [];
  for (const { virtualService, server } of virtualHost.bindings) {
    const made = survivingHttpRoutes(mesh, virtualService, {
      view,
      port: server.server.port.number,
      gateway: server.gateway,
    });
    routes.push(...made.routes);
    inert.push(...made.dropped);
  }
  const [first] = virtualHost.bindings;
  if (first === undefined || routes.length === 0) return noHost(walk, entering, servers);
  const ordered = [...routes.filter(({ catchAll }) => !catchAll), ...routes.filter(({ catchAll }) => catchAll)];
  return routesHop(walk, {
    owner: { ref: refOf(first.virtualService), path: "spec.http" },
    routes: ordered,
    inert: [...inert, ...gatewayHostInert(mesh, gateway, { ...entering.door, host: request.authority }, servers)],
    port: first.server.server.port.number,
    singlePort: (host) => onlyPort(walk, host),
  });
}

function noHost(walk: Walk, entering: Entering, servers: readonly GatewayServerAt[]): End {
  const host = walk.request.authority;
  const inert = gatewayHostInert(walk.mesh, entering.gateway, { ...entering.door, host }, servers);
  const covering = servers.find((server) =>
    server.hosts.some((written) => hostsOverlap(bare(written), host.toLowerCase().replace(/:\d+$/, ""))),
  );
  const spot: Spot | undefined =
    inert[0] ??
    (covering === undefined
      ? servers[0] === undefined
        ? undefined
        : { ref: servers[0].ref, path: `${servers[0].path}.hosts` }
      : { ref: covering.ref, path: `${covering.path}.hosts` });
  const why =
    inert[0]?.why ??
    (covering === undefined
      ? `no Gateway here has the host ${host}`
      : `no VirtualService is bound to ${refText(covering.ref)} for ${host}`);
  return failure({
    disposition: "no-route",
    station: "gateway",
    at: "gateway",
    cause: { code: "gateway-no-host", host, spot, inert, why },
    because: [absence(why), ...inert.flatMap(({ evidence }) => evidence)],
    shown: { status: 404, flag: "NR", details: "route_not_found" },
    payload: "http",
  });
}

function bySni(walk: Walk, entering: Entering, server: GatewayServerAt): Hop | End {
  const { sni } = entering;
  const routes = gatewayTlsRoutes(walk.mesh, entering.gateway.namespace, server);
  const names = routes.flatMap(({ sniHosts }) => sniHosts.map((host) => host.toLowerCase()));
  const nearest = sni === undefined ? undefined : mostSpecificMatch(sni.toLowerCase(), names);
  const route = routes.find(({ sniHosts }) => sniHosts.some((host) => host.toLowerCase() === nearest));
  if (route === undefined) return noTls(entering);
  return guarded(walk, entering, false, () =>
    weightedL4(
      askedBy(
        walk,
        route.destinations.map(({ destination }) =>
          expandHost(destination.host, route.spot.ref.namespace, walk.mesh.settings.domain),
        ),
      ),
      route.destinations,
      route.spot,
      server.server.port.number,
    ),
  );
}

function bytes(walk: Walk, entering: Entering, server: GatewayServerAt): Hop | End {
  const route = gatewayTcpRoute(walk.mesh, entering.gateway.namespace, server);
  if (route === undefined) return noTls(entering);
  return weightedL4(
    askedBy(
      walk,
      route.destinations.map(({ destination }) =>
        expandHost(destination.host, route.spot.ref.namespace, walk.mesh.settings.domain),
      ),
    ),
    route.destinations,
    route.spot,
    server.server.port.number,
  );
}

function noTls({ servers, sni }: Entering): End {
  const spot = { ref: servers[0].ref, path: `${servers[0].path}.hosts` };
  const why = `no server of this port takes TLS for ${sni ?? "a connection without a server name"}`;
  return failure({
    disposition: "reset",
    station: "gateway",
    at: "gateway",
    cause: { code: "gateway-tls", spot, why },
    because: [
      field(
        spot.ref,
        spot.path,
        servers.flatMap(({ hosts }) => hosts),
        why,
      ),
    ],
    shown: { flag: "NR", details: "filter_chain_not_found" },
    payload: "tls",
  });
}

function plainToTls(walk: Walk, { servers }: Entering): End {
  const server = servers[0];
  const spot = { ref: server.ref, path: `${server.path}.port.protocol` };
  const why = "plain HTTP is sent to a port that begins with TLS";
  return failure({
    disposition: "protocol-error",
    station: "gateway",
    at: "gateway",
    cause: { code: "gateway-tls", spot, why },
    because: [field(spot.ref, spot.path, server.server.port.protocol, why)],
    shown: { status: 400, flag: "DPE", details: "http1.codec_error" },
    payload: walk.payload,
  });
}

function badCredential(walk: Walk, spot: Spot, why: string): End {
  return failure({
    disposition: "tls-error",
    station: "gateway",
    at: "gateway",
    cause: { code: "gateway-tls", spot, why },
    because: [field(spot.ref, spot.path, undefined, why)],
    payload: walk.payload,
  });
}
