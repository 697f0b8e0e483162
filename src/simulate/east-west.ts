import { destinationRuleFor } from "../mesh/destination-rules.ts";
import { gatewayPodListener } from "../mesh/gateway-listener.ts";
import type { GatewayServerAt } from "../mesh/gateway-servers.ts";
import { gatewayWorkload } from "../mesh/gateway-workload.ts";
import { hostSubsetOf } from "../mesh/host.ts";
import type { MergedSubset } from "../mesh/merged-rule.ts";
import type { NetworkGateway } from "../mesh/network-gateways.ts";
import { networkLabel } from "../mesh/network-of.ts";
import { networkPolicyVerdict } from "../mesh/network-policies.ts";
import { refOf } from "../mesh/ref-of.ts";
import { portOf, registryService, servicesNamed } from "../mesh/registry.ts";
import { serviceVisible } from "../mesh/visibility.ts";
import { isReady, podsWith, workloadOf } from "../mesh/workloads.ts";
import type { CauseOf, Spot } from "../model/cause.ts";
import { absence, field } from "../model/evidence.ts";
import { fraction } from "../model/fraction.ts";
import type { Mesh } from "../model/mesh.ts";
import type { NonEmpty } from "../model/non-empty.ts";
import { path } from "../model/path.ts";
import { refText } from "../model/ref.ts";
import type { Endpoint } from "../model/service.ts";
import { type End, type Hop, hop } from "../model/trace.ts";
import type { ProxyView, Workload } from "../model/workload.ts";
import type { Cluster } from "./cluster.ts";
import { failure, unknownEnd } from "./end.ts";
import { throughNetwork } from "./network.ts";
import type { Target } from "./sent.ts";
import { clientTlsTo, tlsHop } from "./tls.ts";
import { unreadPod } from "./unread-pod.ts";
import type { Walk } from "./walk.ts";

/** The endpoints of one fate, and the doors of their network. */
export interface Crossed {
  readonly group: readonly Endpoint[];
  readonly network: string;
  readonly gateways: NonEmpty<NetworkGateway>;
}

/**
 * Into another network, through its east-west gateways: they pass the connection on by the server name that mesh mTLS
 * shows, and leave its TLS alone. Each of them is as likely as the other.
 * Source: pilot/pkg/xds/endpoints/ep_filters.go `splitWeightAmongGateways`.
 */
export function eastWestHop(
  walk: Walk,
  cluster: Cluster,
  target: Target,
  { group, network, gateways }: Crossed,
): Hop | End {
  const { wire, spot, because, gap } = clientTlsTo(walk, cluster, target.endpoint);
  if (wire !== "mtls" && gap === undefined && unreadPod(walk.mesh, target.endpoint) === undefined) {
    const what = `a gateway between networks that is spoken to in ${wire === "tls" ? "TLS of another kind" : "plaintext"}`;
    return unknownEnd("gateway", "gateway", { code: "not-modelled", what, spot }, because);
  }
  const names = [...new Set(gateways.map(({ service }) => refText(refOf(service))))];
  return hop({
    kind: "gateway",
    at: "gateway",
    title: `into network ${network} through ${names.join(" and ")}`,
    because: gateways
      .slice(0, 1)
      .map(({ service }) => field(refOf(service), path("metadata", "labels", networkLabel), network)),
    next: gateways.map((gateway) => ({
      share: fraction(1, gateways.length),
      label: gateways.length === 1 ? "" : `gateway at ${gateway.address}`,
      to: throughNetwork(walk, doorOf(gateway), () => passedOn(walk, cluster, target, group, gateway)),
    })),
  });
}

/** The gateway as the caller dials it: an address outside its cluster. */
function doorOf({ service, address, port }: NetworkGateway): Target {
  const ref = refOf(service);
  const endpoint: Endpoint = {
    address,
    port,
    ready: true,
    labels: {},
    namespace: ref.namespace,
    serviceAccount: undefined,
    ref,
    proxy: undefined,
    tlsMode: "istio",
  };
  return { endpoint, service: undefined, port: undefined };
}

function passedOn(
  walk: Walk,
  cluster: Cluster,
  target: Target,
  group: readonly Endpoint[],
  gateway: NetworkGateway,
): Hop | End {
  const { home, service } = gateway;
  const { namespace } = service.metadata;
  const { selector = {} } = service.spec;
  if (Object.keys(selector).length === 0) return notFollowed(gateway, "whose Service has no selector");
  const pod = podsWith(home, namespace, selector).find(isReady);
  if (pod === undefined) return nobodyThere(walk, gateway);
  if (pod.metadata.labels[ofGatewayApi] !== undefined) return notFollowed(gateway, "that the Gateway API describes");
  const door = workloadOf(home, pod);
  const admitted = networkPolicyVerdict(home, {
    direction: "ingress",
    pod: { namespace, labels: door.labels, ip: door.ip },
    peer: { ip: walk.client.ip },
    port: targetPort(gateway, door) ?? gateway.port,
  });
  if (admitted.allowed !== true)
    return unknownEnd(
      "network",
      "network",
      {
        code: "not-modelled",
        what: `the address that a connection from outside shows to the NetworkPolicies of ${refText(door.owner)}`,
        spot: admitted.policies[0],
      },
      admitted.because,
    );
  const refused = notPassed(walk, cluster, gateway, door);
  if (refused !== undefined) return refused;
  const view: ProxyView = { kind: "gateway", namespace, labels: door.labels };
  const within: Walk = { ...walk, mesh: home, client: door, view };
  return throughNetwork(within, target, () => tlsHop(walk, cluster, { ...target, via: door }, group));
}

/** Pods that istiod made for a Gateway of the Gateway API. */
const ofGatewayApi = "gateway.networking.k8s.io/gateway-name";

function notFollowed({ service }: NetworkGateway, which: string): End {
  const spot: Spot = { ref: refOf(service), path: "spec.selector" };
  const what = `a gateway between networks ${which}`;
  return unknownEnd("gateway", "gateway", { code: "not-modelled", what, spot });
}

function nobodyThere(walk: Walk, { home, service, port }: NetworkGateway): End {
  const { namespace } = service.metadata;
  const gap = home.gap("Pod", namespace);
  const decision = `whether a pod of ${refText(refOf(service))} runs`;
  if (gap !== undefined) return unknownEnd("gateway", "gateway", { code: "unreadable", gap, decision });
  const spot: Spot = { ref: refOf(service), path: "spec.selector" };
  const why = `no ready pod stands behind ${refText(spot.ref)}, the gateway between the networks`;
  return turnedAway(walk, { code: "gateway-refused", spot, port, why, inert: [] }, service.spec.selector);
}

/**
 * Why the gateway does not pass the connection on; `undefined`: it does. It has a filter chain for each port of each
 * service (and each subset) that its own cluster knows and one of the server's hosts covers.
 * Source: pilot/pkg/networking/core/gateway.go `builtAutoPassthroughFilterChains`, which no AuthorizationPolicy guards.
 */
function notPassed(walk: Walk, cluster: Cluster, gateway: NetworkGateway, door: Workload): End | undefined {
  const { home, service } = gateway;
  const host = cluster.service.hostname;
  const { listening, routeless } = gatewayPodListener(home, gatewayWorkload(home, door), targetPort(gateway, door));
  const passing = listening.filter(({ form }) => form === "auto-passthrough");
  const [first] = passing;
  const unread = (
    kind: "Gateway" | "Service" | "DestinationRule",
    decision: string,
    gap = home.gap(kind),
  ): End | undefined =>
    gap === undefined ? undefined : unknownEnd("gateway", "gateway", { code: "unreadable", gap, decision });
  const opened = `which servers ${refText(refOf(service))} opens`;
  if (first === undefined) return unread("Gateway", opened) ?? notOpen(walk, gateway, [...listening, ...routeless]);
  const covering = passing.find(({ hosts }) => hosts.some((each) => hostSubsetOf(host, each.replace(/^.*\//, ""))));
  if (covering === undefined) {
    const unseen = unread("Gateway", opened);
    if (unseen !== undefined) return unseen;
    const spot: Spot = { ref: first.ref, path: `${first.path}.hosts` };
    const why = `${refText(spot.ref)} passes on ${first.hosts.join(", ")}, and ${host} is none of them`;
    return turnedAway(walk, { code: "gateway-no-host", host, spot, inert: [], why }, [...first.hosts]);
  }
  const there = servicesNamed(home, host).find((one) => serviceVisible(home, one, service.metadata.namespace));
  const port = there === undefined ? undefined : portOf(there, cluster.port.number);
  if (there === undefined || port === undefined) {
    const spot: Spot =
      there === undefined
        ? { ref: covering.ref, path: `${covering.path}.hosts` }
        : { ref: there.ref, path: "spec.ports" };
    const why = `the gateway of ${home.cluster} knows no port ${cluster.port.number} of ${host}, by which the caller's proxy asks for it`;
    return turnedAway(walk, { code: "gateway-no-host", host, spot, inert: [], why });
  }
  if (port.name !== cluster.port.name) {
    const what = `a gateway that takes port ${port.number} of ${host} for "${port.name}", where the caller means "${cluster.port.name}"`;
    return unknownEnd("gateway", "gateway", { code: "not-modelled", what, spot: { ref: there.ref, path: port.path } });
  }
  const wanted = cluster.subset?.name;
  if (wanted === undefined) return undefined;
  const { rule, gap } = destinationRuleFor(
    home,
    { kind: "gateway", namespace: door.namespace, labels: door.labels },
    there,
  );
  const declared = rule?.subsets.find(({ name }) => name === wanted);
  if (gap !== undefined) return unread("DestinationRule", `which subsets the gateway of ${home.cluster} knows`, gap);
  if (declared !== undefined)
    return sameLabels(declared.labels, cluster.subset?.labels) ? undefined : otherSubset(declared, home);
  const spot: Spot =
    rule === undefined
      ? { ref: covering.ref, path: `${covering.path}.hosts` }
      : { ref: rule.ref, path: "spec.subsets" };
  const why = `the caller's proxy asks the gateway for subset ${wanted}, and no DestinationRule of ${home.cluster} declares it`;
  return turnedAway(walk, { code: "gateway-no-host", host, spot, inert: [], why });
}

function sameLabels(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>> = {}): boolean {
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].every((key) => a[key] === b[key]);
}

/** The gateway chooses among the endpoints anew, by its own cluster's rule. */
function otherSubset({ name, spot }: MergedSubset, { cluster }: Mesh): End {
  const what = `subset ${name}, which has other labels in ${cluster} than in the caller's cluster`;
  return unknownEnd("gateway", "gateway", {
    code: "not-modelled",
    what,
    spot: { ref: spot.ref, path: `${spot.path}.labels` },
  });
}

function notOpen(walk: Walk, { service, port }: NetworkGateway, listening: readonly GatewayServerAt[]): End {
  const [other] = listening;
  const at = service.spec.ports.findIndex((one) => one.port === port);
  const spot: Spot =
    other === undefined
      ? { ref: refOf(service), path: path("spec", "ports", at) }
      : { ref: other.ref, path: `${other.path}.tls.mode` };
  const why =
    other === undefined
      ? `no Gateway opens port ${port} of ${refText(spot.ref)}, the gateway between the networks`
      : `${refText(spot.ref)} takes port ${port} as ${other.server.tls?.mode ?? other.server.port.protocol}, and between networks it must be AUTO_PASSTHROUGH`;
  return turnedAway(walk, { code: "gateway-refused", spot, port, why, inert: [] }, other?.server.tls?.mode);
}

function turnedAway(
  walk: Walk,
  cause: CauseOf<"gateway-refused" | "gateway-no-host">,
  value?: string | readonly string[] | Readonly<Record<string, string>>,
): End {
  const { spot, why } = cause;
  return failure({
    disposition: cause.code === "gateway-refused" ? "refused" : "reset",
    station: "gateway",
    at: "gateway",
    cause,
    because: [spot === undefined ? absence(why) : field(spot.ref, spot.path, value, why)],
    shown: { status: 503, flag: "URX,UF" },
    payload: walk.payload,
  });
}

/** The number on the gateway's pods that its Service's port leads to. */
function targetPort({ home, service, port }: NetworkGateway, { pod }: Workload): number | undefined {
  const target = portOf(registryService(service, home.settings.domain), port)?.targetPort;
  if (typeof target !== "string") return target;
  const containers = [...pod.spec.containers, ...(pod.spec.initContainers ?? [])];
  return containers.flatMap(({ ports = [] }) => ports).find(({ name }) => name === target)?.containerPort;
}
