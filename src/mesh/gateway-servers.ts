import type { Inert } from "../model/cause.ts";
import { type Evidence, field } from "../model/evidence.ts";
import type { Mesh } from "../model/mesh.ts";
import { path } from "../model/path.ts";
import { type Ref, refText } from "../model/ref.ts";
import type { Gateway, GatewayServer } from "../model/resources/routing.ts";
import { isHttp, type Protocol, type RegistryService } from "../model/service.ts";
import { oldestFirst } from "./create-mesh.ts";
import { ingressGateways, originOf } from "./ingress-gateways.ts";
import { labelsMatch } from "./labels.ts";
import { parseProtocol } from "./port-protocol.ts";
import { refOf } from "./ref-of.ts";
import { namespaceSeen } from "./visibility.ts";

/** A gateway workload: what Gateways select, and the Services in front of it. */
export interface GatewayWorkload {
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  /** The services that send to it, oldest first. */
  readonly services: readonly RegistryService[];
  /** Ports of its pods by name. */
  readonly namedPorts?: Readonly<Record<string, number>>;
}

/**
 * What a server does with a connection. `http`: plain; `https`: TLS ends here, HTTP is routed; `tls`: TLS ends here,
 * bytes are routed; `tcp`: bytes are routed; `passthrough`: routed by SNI, TLS ends elsewhere.
 */
type ServerForm = "http" | "https" | "tls" | "tcp" | "passthrough" | "auto-passthrough";

/** A server of a Gateway, as one workload opens it. */
export interface GatewayServerAt {
  readonly ref: Ref;
  /** `spec.servers[0]`. */
  readonly path: string;
  /** `namespace/name` of its Gateway: what VirtualServices bind to. */
  readonly gateway: string;
  readonly server: GatewayServer;
  readonly form: ServerForm;
  /** The port that the workload's pods listen on for it. */
  readonly port: number;
  /** `./host` written out, any namespace left out; `ns/host` admits VirtualServices of that namespace only. */
  readonly hosts: readonly string[];
  /** Servers of one name share one set of virtual hosts; "" where no HTTP is routed. */
  readonly routeName: string;
}

/** All Gateways of a workload, merged. */
export interface GatewayServers {
  readonly servers: readonly GatewayServerAt[];
  /** Servers that lose to an older one on the same port. */
  readonly overridden: readonly Inert[];
}

/**
 * The servers that a gateway workload opens: of every Gateway whose selector its labels meet, in whatever namespace,
 * oldest first; later ones that do not go together with an earlier one on their port are dropped.
 * Source: pilot/pkg/model/push_context.go `mergeGateways`; gateway.go `mergeGateways`, `resolvePorts`,
 * `CheckDuplicates`, `sanitizeServerHostNamespace`, `gatewayRDSRouteName`.
 */
export function gatewayServers(mesh: Mesh, gateway: GatewayWorkload): GatewayServers {
  const servers: GatewayServerAt[] = [];
  const overridden: Inert[] = [];
  const ports = new Map<number, PortState>();
  for (const found of gatewaysOf(mesh)) {
    if (!selects(found, gateway)) continue;
    for (const server of serversOf(mesh, found, gateway)) {
      const state = ports.get(server.port) ?? newPort();
      ports.set(server.port, state);
      const winner = conflictWith(state, server);
      if (winner === undefined) {
        admit(state, server);
        servers.push(server);
      } else overridden.push(beaten(server, winner));
    }
  }
  return { servers, overridden };
}

/** Every Gateway that istiod looks at, those derived from Ingresses among them, oldest first. */
export function gatewaysOf(mesh: Mesh): readonly Gateway[] {
  const written = mesh.all("Gateway").filter(({ metadata }) => namespaceSeen(mesh, metadata.namespace) !== false);
  const derived = ingressGateways(mesh);
  return derived.length === 0 ? written : [...written, ...derived].sort(oldestFirst);
}

/** An absent or empty selector selects every gateway workload. */
export function selects({ spec }: Gateway, { labels }: Pick<GatewayWorkload, "labels">): boolean {
  return labelsMatch(spec.selector, labels);
}

/** The servers of one Gateway as the workload would open them, conflicts aside. */
export function serversOf(mesh: Mesh, gateway: Gateway, workload: GatewayWorkload): readonly GatewayServerAt[] {
  const { metadata, spec } = gateway;
  const origin = originOf(gateway);
  return spec.servers.map((server, i) => {
    const port = listeningPort(mesh, workload, server.port.number);
    const form = formOf(server);
    return {
      ref: origin ?? refOf(gateway),
      path: origin === undefined ? path("spec", "servers", i) : "spec",
      gateway: `${metadata.namespace}/${metadata.name}`,
      server,
      form,
      port,
      hosts: server.hosts.map((host) => sanitized(host, metadata.namespace)),
      routeName: routeNameOf(gateway, server, form, port),
    };
  });
}

const noTranslation = "experimental.istio.io/disable-gateway-port-translation";

/** The target port of the first Service with that port; else the number itself. */
function listeningPort(mesh: Mesh, { services, namedPorts = {} }: GatewayWorkload, number: number): number {
  for (const service of services) {
    if (labelOf(mesh, service.ref, noTranslation) !== undefined) continue;
    const target = service.ports.find((port) => port.number === number)?.targetPort;
    const resolved = typeof target === "string" ? namedPorts[target] : target;
    if (resolved !== undefined) return resolved;
  }
  return number;
}

function labelOf(mesh: Mesh, { kind, namespace, name }: Ref, key: string): string | undefined {
  if (kind !== "Service" && kind !== "ServiceEntry") return undefined;
  return mesh.get(kind, namespace, name)?.metadata.labels[key];
}

/**
 * A server with TLS settings but without a mode passes TLS through: that is the API's zero value.
 * Source: pkg/config/gateway/gateway.go `IsHTTPServer`, `IsPassThroughServer`; istio/api ServerTLSSettings.TLSmode.
 */
function formOf({ port, tls }: GatewayServer): ServerForm {
  const protocol = protocolOf(port.protocol);
  if (protocol !== undefined && isHttp(protocol)) return "http";
  if (tls === undefined) return "tcp";
  const mode = tls.mode ?? "PASSTHROUGH";
  if (mode === "PASSTHROUGH") return "passthrough";
  if (mode === "AUTO_PASSTHROUGH") return "auto-passthrough";
  return protocol === "HTTPS" ? "https" : "tls";
}

function protocolOf(written: string | undefined): Protocol | undefined {
  return parseProtocol(written ?? "");
}

function sanitized(host: string, namespace: string): string {
  const slash = host.indexOf("/");
  if (slash < 0) return host;
  const [owner, name] = [host.slice(0, slash), host.slice(slash + 1)];
  if (owner === ".") return `${namespace}/${name}`;
  return owner === "*" ? name : host;
}

function routeNameOf({ metadata }: Gateway, { port, bind }: GatewayServer, form: ServerForm, number: number): string {
  const end = bind === undefined || bind === "" ? "" : `.${bind}`;
  if (form === "http") return `http.${number}${end}`;
  if (form !== "https") return "";
  return `https.${port.number}.${port.name ?? ""}.${metadata.name}.${metadata.namespace}${end}`;
}

/** What stands on one port so far. */
interface PortState {
  /** The first plain-text server: what others must go together with. */
  plain: GatewayServerAt | undefined;
  readonly servers: GatewayServerAt[];
  readonly tlsHosts: Map<string, GatewayServerAt>;
}

function newPort(): PortState {
  return { plain: undefined, servers: [], tlsHosts: new Map() };
}

/** The older server that this one loses to. */
function conflictWith({ plain, servers, tlsHosts }: PortState, server: GatewayServerAt): GatewayServerAt | undefined {
  if (server.server.tls !== undefined) {
    const first = server.hosts.map((host) => tlsHosts.get(tlsKey(server, host))).find((holder) => holder !== undefined);
    if (first !== undefined) return first;
  }
  if (plain !== undefined) {
    const mergeable = plain.form === "http" && server.form === "http";
    return mergeable || bindOf(plain) !== bindOf(server) ? undefined : plain;
  }
  return server.form === "https" ? servers.find(({ routeName }) => routeName === server.routeName) : undefined;
}

function admit(state: PortState, server: GatewayServerAt): void {
  if (server.server.tls !== undefined)
    for (const host of server.hosts) state.tlsHosts.set(tlsKey(server, host), server);
  if (server.form === "http" || server.form === "tcp") state.plain ??= server;
  state.servers.push(server);
}

function tlsKey(server: GatewayServerAt, host: string): string {
  return `${bindOf(server)} ${host}`;
}

function bindOf({ server }: GatewayServerAt): string {
  return server.bind ?? "";
}

function beaten(server: GatewayServerAt, winner: GatewayServerAt): Inert {
  const evidence: Evidence[] = [protocolEvidence(server), protocolEvidence(winner)];
  return {
    ref: server.ref,
    path: server.path,
    reason: "overridden",
    why: `it does not go together with ${refText(winner.ref)} ${winner.path} on port ${server.port}, which is older`,
    evidence,
  };
}

function protocolEvidence({ ref, path: at, server }: GatewayServerAt): Evidence {
  return field(ref, `${at}.port.protocol`, server.port.protocol, `hosts ${server.hosts.join(", ")}`);
}
