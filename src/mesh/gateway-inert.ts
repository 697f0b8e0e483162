import type { Inert } from "../model/cause.ts";
import { type Evidence, field } from "../model/evidence.ts";
import type { IndexDefinition, Mesh } from "../model/mesh.ts";
import { path } from "../model/path.ts";
import { refKey, refText } from "../model/ref.ts";
import type { Gateway } from "../model/resources/routing.ts";
import type { VirtualService } from "../model/resources/virtual-service.ts";
import { hostsFor, hostsServed, virtualServiceHosts } from "./gateway-hosts.ts";
import { gatewayName, meshGateway } from "./gateway-name.ts";
import { gatewayPods } from "./gateway-pods.ts";
import {
  type GatewayServerAt,
  type GatewayWorkload,
  gatewayServers,
  gatewaysOf,
  selects,
  serversOf,
} from "./gateway-servers.ts";
import { boundVirtualServices } from "./gateway-virtual-services.ts";
import { hostSubsetOf, hostsOverlap, wildcardsFor } from "./host.ts";
import { nearLabels } from "./near-labels.ts";
import { isNear } from "./near-text.ts";
import { refOf } from "./ref-of.ts";
import { nearness } from "./virtual-service-binding.ts";
import { namespaceSeen } from "./visibility.ts";

/** A door that was knocked at: a port of the gateway's Service, where it leads, and the name that was asked for. */
export interface GatewayDoor {
  readonly servicePort: number;
  readonly targetPort: number | undefined;
  /** The Host header or SNI; `undefined`: any. */
  readonly host?: string;
}

/**
 * Servers that would open a port (for a host) were they in force: their Gateway's selector misses the workload's pods,
 * an older server holds the port, or no port of the gateway's Service leads to theirs.
 * Source: pilot/pkg/model/push_context.go `mergeGateways`; gateway.go `mergeGateways`, `resolvePorts`.
 */
export function gatewayPortInert(mesh: Mesh, gateway: GatewayWorkload, door: GatewayDoor): readonly Inert[] {
  const { overridden } = gatewayServers(mesh, gateway);
  const pods = gatewayPods(mesh);
  // A Gateway that another gateway workload serves is not meant for this one.
  const strays = gatewaysOf(mesh).filter(
    (each) => !selects(each, gateway) && !pods.some(({ metadata }) => selects(each, metadata)),
  );
  const near = strays.filter(({ spec }) => nearLabels(spec.selector, gateway.labels));
  const meant = (near.length > 0 ? near : strays).filter((each) =>
    serversOf(mesh, each, gateway).some((server) => covers(server, door.host) && isHere(server, door)),
  );
  const selected = gatewaysOf(mesh)
    .filter((each) => selects(each, gateway))
    .flatMap((each) => serversOf(mesh, each, gateway))
    .filter((server) => covers(server, door.host));
  return unique([
    ...overridden.filter((each) => selected.some((server) => isHere(server, door) && isAt(each, server))),
    ...meant.map((each) => misses(each, gateway)),
    ...selected.filter((server) => !isReachable(server, gateway)).map((server) => elsewhere(server)),
  ]);
}

function isHere(server: GatewayServerAt, { servicePort, targetPort }: GatewayDoor): boolean {
  return server.port === targetPort || server.server.port.number === servicePort;
}

/** Whether some port of the Services leads to the server's; without Services every port of the pods can be dialled. */
function isReachable({ port }: GatewayServerAt, { services, namedPorts = {} }: GatewayWorkload): boolean {
  if (services.length === 0) return true;
  return services.some(({ ports }) =>
    ports.some(({ targetPort }) => (typeof targetPort === "string" ? namedPorts[targetPort] : targetPort) === port),
  );
}

const byHost: IndexDefinition<"VirtualService"> = {
  name: "virtual services by written host",
  kind: "VirtualService",
  keys: ({ spec }) => spec.hosts.map((host) => host.toLowerCase()),
};

/**
 * VirtualServices (and Gateways) that would route a host at these servers, were they in force: bound to no Gateway
 * that listens here, not exported to the gateway's namespace, for a host that the server does not have or keeps for
 * another namespace, or hidden from istiod.
 * Source: pilot/pkg/model/push_context.go `VirtualServicesForGateway`; networking/core/gateway.go
 * `buildGatewayHTTPRouteConfig`; pkg/config/host/names.go `NamesForNamespace`.
 */
export function gatewayHostInert(
  mesh: Mesh,
  gateway: GatewayWorkload,
  door: GatewayDoor & { readonly host: string },
  servers: readonly GatewayServerAt[],
): readonly Inert[] {
  const host = nameIn(door.host);
  const scene: Scene = {
    mesh,
    namespace: gateway.namespace,
    servers,
    host,
    closed: gatewayPortInert(mesh, gateway, door),
  };
  const candidates = [host, ...wildcardsFor(host)].flatMap((key) => mesh.find(byHost, key));
  const found = [...new Set(candidates)].flatMap((each) => whyNot(scene, each));
  return unique(found.length > 0 ? found : [...misspelt(scene), ...scene.closed]);
}

interface Scene {
  readonly mesh: Mesh;
  /** The gateway's. */
  readonly namespace: string;
  /** The servers that were reached. */
  readonly servers: readonly GatewayServerAt[];
  readonly host: string;
  /** Servers of other Gateways for this door that are not in force. */
  readonly closed: readonly Inert[];
}

function whyNot(scene: Scene, service: VirtualService): readonly Inert[] {
  const { mesh, namespace, servers, closed } = scene;
  const ref = refOf(service);
  const { metadata, spec } = service;
  if (namespaceSeen(mesh, metadata.namespace) === false) {
    const why = "discoverySelectors hide its namespace from istiod";
    return [{ ref, path: "metadata.namespace", reason: "hidden-namespace", why, evidence: [] }];
  }
  const bound = (spec.gateways ?? []).map((written) => gatewayName(written, metadata.namespace));
  if (!servers.some(({ gateway }) => bound.includes(gateway))) {
    const shut = closed.filter((each) => bound.includes(`${each.ref.namespace}/${each.ref.name}`));
    return shut.length > 0 ? shut : notBound(scene, service, bound);
  }
  if (nearness(mesh, service, namespace) === undefined) {
    const why = `it is not exported to ${namespace}, where the gateway runs`;
    return [
      { ref, path: "spec.exportTo", reason: "export", why, evidence: [field(ref, "spec.exportTo", spec.exportTo)] },
    ];
  }
  return servers
    .filter(({ gateway }) => bound.includes(gateway))
    .flatMap((server) => notCovered(scene, server, service));
}

/** Only a VirtualService that names no Gateway of this workload at all; one that is meant for the mesh is not meant for here. */
function notBound({ mesh, servers }: Scene, service: VirtualService, bound: readonly string[]): Inert[] {
  const ref = refOf(service);
  const wanted = servers.find((server) => hostsServed(mesh, server, service).length > 0);
  if (wanted === undefined) return [];
  const { gateways } = service.spec;
  const meant = bound.filter((gateway) => gateway !== meshGateway);
  const known = meant.filter((gateway) => gatewayExists(mesh, gateway));
  const why =
    gateways === undefined || gateways.length === 0
      ? "it names no gateways, so it is for the mesh's sidecars only"
      : known.length === meant.length && meant.length > 0
        ? `it is bound to ${meant.join(", ")}, not to ${wanted.gateway}`
        : `it is bound to ${bound.filter((gateway) => !known.includes(gateway)).join(", ")}, and the Gateway here is ${wanted.gateway}`;
  return [{ ref, path: "spec.gateways", reason: "gateways", why, evidence: [field(ref, "spec.gateways", gateways)] }];
}

function gatewayExists(mesh: Mesh, gateway: string): boolean {
  const [namespace = "", name = ""] = gateway.split("/");
  return mesh.get("Gateway", namespace, name) !== undefined;
}

/** Bound to the right Gateway, for a host that its server does not have. */
function notCovered({ mesh, host }: Scene, server: GatewayServerAt, service: VirtualService): Inert[] {
  const served = hostsServed(mesh, server, service);
  if (served.some((each) => hostSubsetOf(host, each))) return [];
  const at = `${server.path}.hosts`;
  const { namespace } = service.metadata;
  const evidence: Evidence[] = [
    field(server.ref, at, server.server.hosts),
    field(refOf(service), "spec.hosts", service.spec.hosts),
  ];
  const foreign = server.hosts.some((each) => each.includes("/") && hostSubsetOf(host, withoutOwner(each)));
  if (foreign && !hostsFor(server.hosts, namespace).some((each) => hostSubsetOf(host, each)))
    return [
      {
        ref: server.ref,
        path: at,
        reason: "namespace",
        why: `it keeps the host for VirtualServices of another namespace than ${namespace}`,
        evidence,
      },
    ];
  return [
    {
      ref: server.ref,
      path: at,
      reason: "host",
      why: `it does not cover ${host}, for which ${refText(refOf(service))} has routes`,
      evidence,
    },
  ];
}

/** A VirtualService bound here for a name that is almost the one asked for. */
function misspelt({ mesh, namespace, servers, host }: Scene): Inert[] {
  const gateways = [...new Set(servers.map(({ gateway }) => gateway))];
  return gateways.flatMap((gateway) =>
    boundVirtualServices(mesh, gateway)
      .filter((service) => nearness(mesh, service, namespace) !== undefined)
      .flatMap((service) => {
        const i = virtualServiceHosts(mesh, service).findIndex((written) => isNear(written, host));
        if (i < 0) return [];
        const ref = refOf(service);
        const at = path("spec", "hosts", i);
        const written = service.spec.hosts[i];
        return [
          {
            ref,
            path: at,
            reason: "host" as const,
            why: `its host is ${written}, not ${host}`,
            evidence: [field(ref, at, written)],
          },
        ];
      }),
  );
}

function covers(server: GatewayServerAt, host: string | undefined): boolean {
  if (host === undefined) return true;
  return server.hosts.some((each) => hostsOverlap(withoutOwner(each), nameIn(host)));
}

function withoutOwner(host: string): string {
  return host.slice(host.indexOf("/") + 1).toLowerCase();
}

/** A Host header's name: lower-case, without port. */
function nameIn(authority: string): string {
  return authority.toLowerCase().replace(/:\d+$/, "");
}

function misses(gateway: Gateway, { labels }: GatewayWorkload): Inert {
  const ref = refOf(gateway);
  const wrong = Object.entries(gateway.spec.selector ?? {}).find(([key, value]) => labels[key] !== value);
  const [key = "", value = ""] = wrong ?? [];
  const at = path("spec", "selector", key);
  const has = labels[key] === undefined ? `have no label ${key}` : `have ${key}=${labels[key]}`;
  return {
    ref,
    path: at,
    reason: "selector",
    why: `it selects pods with ${key}=${value}, and the gateway's pods ${has}`,
    evidence: [field(ref, at, value)],
  };
}

function elsewhere({ ref, path: at, port, server }: GatewayServerAt): Inert {
  const spot = `${at}.port.number`;
  const why = `it listens on port ${port}, to which no port of the gateway's Service leads`;
  return { ref, path: spot, reason: "port", why, evidence: [field(ref, spot, server.port.number)] };
}

function isAt({ ref, path: at }: Inert, server: GatewayServerAt): boolean {
  return at === server.path && refKey(ref) === refKey(server.ref);
}

function unique(inert: readonly Inert[]): readonly Inert[] {
  const seen = new Map(inert.map((each) => [`${refKey(each.ref)} ${each.path}`, each]));
  return [...seen.values()];
}
