import { isAtLeast } from "../mesh/is-at-least.ts";
import { isMultiNetwork, type NetworkGateway, networkGateways, unfollowedGateways } from "../mesh/network-gateways.ts";
import { networkGap, networkLabel, networkOf, networkOfProxy } from "../mesh/network-of.ts";
import { takesMeshTls } from "../mesh/takes-mesh-tls.ts";
import type { CauseOf, Spot } from "../model/cause.ts";
import { byDefault, type Evidence, field } from "../model/evidence.ts";
import type { Mesh } from "../model/mesh.ts";
import { isNonEmpty, type NonEmpty } from "../model/non-empty.ts";
import { path } from "../model/path.ts";
import type { Endpoint } from "../model/service.ts";
import type { Gap } from "../model/snapshot.ts";
import type { Cluster } from "./cluster.ts";
import { clientTlsTo } from "./tls.ts";
import { unreadPod } from "./unread-pod.ts";
import type { Walk } from "./walk.ts";

/** An endpoint that the caller's proxy is not told of. */
export interface Dropped {
  /** What keeps the caller from mTLS. */
  readonly spot: Spot;
  readonly why: string;
  readonly because: readonly Evidence[];
}

/** How a caller's proxy comes to an endpoint. */
export type Crossing =
  | { readonly kind: "direct" }
  | { readonly kind: "gateways"; readonly network: string; readonly gateways: NonEmpty<NetworkGateway> }
  | {
      readonly kind: "unknown";
      readonly cause: CauseOf<"unreadable" | "not-modelled">;
      readonly because: readonly Evidence[];
    };

/**
 * The way to an endpoint of another cluster: to its address within one network, through its network's gateways else.
 * What no object tells (whether istiod watches the other cluster, whether roots are shared) is assumed and said.
 * Source: pilot/pkg/xds/endpoints/ep_filters.go `EndpointsByNetworkFilter`.
 */
export function crossingTo(walk: Walk, endpoint: Endpoint): Crossing {
  const { mesh, client } = walk;
  const home = mesh.home(endpoint.ref);
  if (home === mesh || endpoint.beyond !== undefined) return { kind: "direct" };
  const [here, there] = [mesh.cluster, home.cluster];
  walk.assume(
    `istiod of ${here} watches cluster ${there}: that rests on a Secret, which is never read; and each cluster is told by an istiod of its own`,
  );
  walk.assume(`certificates of ${here} and ${there} come from one root`);
  const unread = settingsGap(home);
  if (unread !== undefined) return unreadable(unread, `what the mesh configuration of ${there} says`);
  const unnamed = networkGap(home, endpoint.labels);
  if (unnamed !== undefined) return unreadable(unnamed, `which network ${endpoint.ref.name} in ${there} is in`);
  const network = networkOf(home, endpoint.labels);
  const own = networkOfProxy(client.pod);
  if (network !== "" && network === own) return directly(walk, home, network);
  const what = unfollowedGateways(mesh, network);
  if (what !== undefined)
    return { kind: "unknown", cause: { code: "not-modelled", what, spot: undefined }, because: [] };
  if (network === "") return directly(walk, home, network);
  const gateways = isForced(walk, own) ? networkGateways(mesh, network, there) : [];
  if (isNonEmpty(gateways)) return { kind: "gateways", network, gateways };
  const unseen = gatewayGap(mesh);
  if (isForced(walk, own) && unseen !== undefined)
    return unreadable(unseen, `whether network ${network} has a gateway`);
  const hidden = own === "" ? networkGap(mesh, client.labels) : undefined;
  if (hidden !== undefined) return unreadable(hidden, `which network ${client.owner.name} in ${here} is in`);
  const from = own === "" ? networkOf(mesh, client.labels) : own;
  if (from === "" || from === network) return directly(walk, home, network);
  const gap = {
    what: `whether network ${network} is routed to from network ${from}`,
    why: isMultiNetwork(mesh)
      ? "istiod knows no gateway of that network, so its pods are dialled directly"
      : "istiod knows no gateway of any network, so pods are dialled directly",
  };
  const because = [
    networkEvidence(endpoint, network),
    byDefault("endpoints of a network without gateway are taken for reachable"),
  ];
  return {
    kind: "unknown",
    cause: { code: "unreadable", gap, decision: `whether ${endpoint.ref.name} in ${there} can be connected to` },
    because,
  };
}

function unreadable(gap: Gap, decision: string): Crossing {
  return { kind: "unknown", cause: { code: "unreadable", gap, decision }, because: [] };
}

/** Why it is not known what a cluster's mesh configuration says: trust domains and the root namespace stand there. */
function settingsGap(home: Mesh): Gap | undefined {
  return home.settings.ref === undefined ? home.gap("ConfigMap", undefined) : undefined;
}

/** Gateways are Services, wherever they stand. */
function gatewayGap(mesh: Mesh): Gap | undefined {
  return [mesh, ...mesh.peers].map((each) => each.gap("Service", undefined)).find((gap) => gap !== undefined);
}

function directly({ mesh, client, assume }: Walk, home: Mesh, network: string): Crossing {
  const own = networkOfProxy(client.pod);
  const where =
    network !== "" && (own === network || networkOf(mesh, client.labels) === network)
      ? `both are in network ${network}`
      : "they do not both name a network";
  assume(`pods of ${mesh.cluster} and ${home.cluster} reach each other's addresses: ${where}`);
  return { kind: "direct" };
}

/** Before Istio 1.30 a proxy that names no network dialled every endpoint directly. Source: ep_filters.go `forceGateway`. */
function isForced({ mesh }: Walk, own: string): boolean {
  return own !== "" || isAtLeast(mesh.settings.istioVersion, "1.30");
}

function networkEvidence({ ref, labels }: Endpoint, network: string): Evidence {
  return labels[networkLabel] === undefined
    ? byDefault(`the label ${networkLabel} of the control plane's namespace says ${network}`)
    : field(ref, path("metadata", "labels", networkLabel), network);
}

/**
 * Why the proxy is not told of an endpoint: gateways between networks go by the server name of mesh mTLS, and this one
 * would be spoken to without. `undefined`: it is told.
 * Source: `EndpointsByNetworkFilter` (`isMtlsEnabled`).
 */
export function droppedTo(walk: Walk, cluster: Cluster, endpoint: Endpoint): Dropped | undefined {
  // What a pod that was not read would be spoken to in is not known.
  if (unreadPod(walk.mesh, endpoint) !== undefined || crossingTo(walk, endpoint).kind !== "gateways") return undefined;
  const { rule, port, subset } = cluster;
  if (takesMeshTls(walk.mesh, endpoint, rule, port.number, subset?.name) !== false) return undefined;
  const { wire, spot, because, gap } = clientTlsTo(walk, cluster, endpoint);
  if (gap !== undefined) return undefined;
  return {
    spot: spot ?? { ref: cluster.service.ref, path: "spec" },
    why: `endpoints of ${cluster.service.hostname} in cluster ${endpoint.ref.cluster} are in another network and would be spoken to in ${wire === "tls" ? "TLS of another kind" : "plaintext"}: gateways between networks take mesh mTLS only, so they are left out`,
    because,
  };
}
