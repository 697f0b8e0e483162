import type { Inert, Spot } from "../model/cause.ts";
import { absence, byDefault, type Evidence, field } from "../model/evidence.ts";
import type { Mesh } from "../model/mesh.ts";
import type { Gap } from "../model/snapshot.ts";
import { gatewayPortInert } from "./gateway-inert.ts";
import { type GatewayServerAt, type GatewayWorkload, gatewayServers } from "./gateway-servers.ts";
import { gatewayTcpRoute, gatewayTlsRoutes } from "./gateway-virtual-hosts.ts";
import { refOf } from "./ref-of.ts";

/** What listens on one port of a gateway's pods. */
export interface GatewayPodListener {
  /** The servers that listen there, oldest Gateway first. None: the connection is refused. */
  readonly listening: readonly GatewayServerAt[];
  /** Servers on that port that route bytes or SNI and have no route: they open no listener, or no chain of it. */
  readonly routeless: readonly GatewayServerAt[];
  /** Servers for one SNI name under different owners: Envoy rejects the listener, and keeps what it had before. */
  readonly clashing: readonly GatewayServerAt[];
}

/** What stands behind one port of a gateway's Service. */
export interface GatewayListener extends GatewayPodListener {
  /** The Service's port that was asked for; `undefined`: no Service of the gateway has it. */
  readonly service: Spot | undefined;
  /** The port on the gateway's pods; `undefined`: the port leads nowhere. */
  readonly targetPort: number | undefined;
  readonly because: readonly Evidence[];
  /** Where nobody listens: servers that would, were they in force. */
  readonly inert: readonly Inert[];
  /** Gateway API Gateways of the workload: they may open the port, and are not modelled. */
  readonly notModelled: readonly Spot[];
  /** What could not be read and might open the port. */
  readonly gap?: Gap;
}

/**
 * What listens behind a port of the gateway's Service: the port is mapped to its target port, and so are the servers
 * of Gateways, whose number is the Service's port or else the pod's own. Without any Service the port is the pod's.
 * Source: pilot/pkg/model/gateway.go `resolvePorts`; networking/core/gateway.go `buildGatewayListeners`.
 */
export function gatewayListener(mesh: Mesh, gateway: GatewayWorkload, servicePort: number): GatewayListener {
  const { service, targetPort, because } = entranceOf(gateway, servicePort);
  const onPod = gatewayPodListener(mesh, gateway, targetPort);
  const { listening } = onPod;
  const gap = listening.length > 0 ? undefined : mesh.gap("Gateway");
  return {
    ...onPod,
    service,
    targetPort,
    because: [...because, ...(listening.length > 0 ? listening.map(serverEvidence) : [nobody(targetPort)])],
    inert: listening.length > 0 ? [] : gatewayPortInert(mesh, gateway, { servicePort, targetPort }),
    notModelled: kubernetesGateways(mesh, gateway),
    ...(gap === undefined ? {} : { gap }),
  };
}

/**
 * What listens on a port of the gateway's pods.
 * Source: networking/core/gateway.go `buildGatewayListeners`, `buildGatewayTCPBasedFilterChains`.
 */
export function gatewayPodListener(mesh: Mesh, gateway: GatewayWorkload, port: number | undefined): GatewayPodListener {
  const onPort = gatewayServers(mesh, gateway).servers.filter((server) => server.port === port);
  const listening = onPort.filter((server) => opens(mesh, gateway.namespace, server));
  const routeless = onPort.filter((server) => !listening.includes(server));
  return { listening, routeless, clashing: clashing(listening) };
}

interface Entrance {
  readonly service: Spot | undefined;
  readonly targetPort: number | undefined;
  readonly because: readonly Evidence[];
}

function entranceOf({ services, namedPorts = {} }: GatewayWorkload, number: number): Entrance {
  if (services.length === 0)
    return {
      service: undefined,
      targetPort: number,
      because: [byDefault("no Service leads to the gateway; its pods are dialled")],
    };
  for (const service of services) {
    const port = service.ports.find((each) => each.number === number);
    if (port === undefined) continue;
    const targetPort = typeof port.targetPort === "string" ? namedPorts[port.targetPort] : port.targetPort;
    const spot = { ref: service.ref, path: port.path };
    return { service: spot, targetPort, because: [field(spot.ref, `${spot.path}.targetPort`, port.targetPort)] };
  }
  const because = services.map(({ ref, ports }) =>
    field(
      ref,
      "spec.ports",
      ports.map((port) => port.number),
      `no port ${number}`,
    ),
  );
  return { service: undefined, targetPort: undefined, because };
}

/** Bytes and SNI need a route to open anything; HTTP answers 404 without one. */
function opens(mesh: Mesh, namespace: string, server: GatewayServerAt): boolean {
  switch (server.form) {
    case "http":
    case "https":
    case "auto-passthrough":
      return true;
    case "tcp":
    case "tls":
      return gatewayTcpRoute(mesh, namespace, server) !== undefined;
    case "passthrough":
      return gatewayTlsRoutes(mesh, namespace, server).length > 0;
  }
}

/**
 * `a/*` and `b/*` are different hosts to the merge, and one and the same SNI to Envoy.
 * Source: pilot/pkg/model/gateway.go `CheckDuplicates` (before), `GetSNIHostsForServer` (after).
 */
function clashing(servers: readonly GatewayServerAt[]): readonly GatewayServerAt[] {
  const terminating = servers.filter(({ form }) => form === "https" || form === "tls");
  const names = ({ hosts }: GatewayServerAt): readonly string[] =>
    hosts.map((host) => host.slice(host.indexOf("/") + 1));
  return terminating.filter((server) =>
    terminating.some(
      (other) =>
        other !== server &&
        other.server.bind === server.server.bind &&
        names(other).some((name) => names(server).includes(name)),
    ),
  );
}

function serverEvidence({ ref, path, server }: GatewayServerAt): Evidence {
  return field(
    ref,
    `${path}.port.number`,
    server.port.number,
    `${server.port.protocol} for ${server.hosts.join(", ")}`,
  );
}

function nobody(port: number | undefined): Evidence {
  return absence(port === undefined ? "no Service of the gateway has the port" : `no server listens on port ${port}`);
}

/**
 * The Gateway API's Gateways that this workload runs for.
 * Source: pilot/pkg/config/kube/gateway/deploymentcontroller.go (label gateway.networking.k8s.io/gateway-name).
 */
function kubernetesGateways(mesh: Mesh, { namespace, labels }: GatewayWorkload): readonly Spot[] {
  const name = labels["gateway.networking.k8s.io/gateway-name"] ?? labels["istio.io/gateway-name"];
  const found = name === undefined ? undefined : mesh.get("KubernetesGateway", namespace, name);
  return found === undefined ? [] : [{ ref: refOf(found), path: "spec.listeners" }];
}
