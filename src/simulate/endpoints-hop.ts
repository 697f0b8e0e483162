import { capturesDns } from "../mesh/captures-dns.ts";
import { labelsMatch } from "../mesh/labels.ts";
import { peersLeftOut } from "../mesh/peer-services.ts";
import type { CauseOf, Spot } from "../model/cause.ts";
import { type Evidence, field } from "../model/evidence.ts";
import { fraction } from "../model/fraction.ts";
import { isNonEmpty, type NonEmpty } from "../model/non-empty.ts";
import { refText } from "../model/ref.ts";
import type { Endpoint, RegistryService } from "../model/service.ts";
import { type End, type Hop, hop } from "../model/trace.ts";
import { addressBlocks, whereabouts } from "./address-blocks.ts";
import { type Cluster, side } from "./cluster.ts";
import { type Dropped, droppedTo } from "./crossing.ts";
import { failure, unknownEnd } from "./end.ts";
import { decidingLabels, distinction, fateOf, groupBy } from "./fate.ts";
import { nearbyFirstOf } from "./nearby.ts";
import { networkHop } from "./network.ts";
import { podsOf } from "./pods-of.ts";
import { unreadPod } from "./unread-pod.ts";
import type { Walk } from "./walk.ts";
import { whyNoEndpoint } from "./why-no-endpoint.ts";
import { workloadOfEndpoint } from "./workload-of-endpoint.ts";

/**
 * Chooses among the endpoints of a cluster: those of the subset that are ready, each as likely as the other, pods of
 * equal fate as one branch.
 * Source: pilot/pkg/xds/endpoints/endpoint_builder.go; Envoy load balancing.
 */
export function endpointsHop(walk: Walk, cluster: Cluster): Hop | End {
  const { service, port, subset, endpoints } = cluster;
  const unread = hasLabels(subset)
    ? endpoints.map((endpoint) => unreadPod(walk.mesh, endpoint)).find((gap) => gap !== undefined)
    : undefined;
  if (unread !== undefined) {
    const decision = `which endpoints of ${service.hostname} subset ${subset?.name} selects`;
    return unknownEnd("endpoint", side(walk), { code: "unreadable", gap: unread, decision });
  }
  const named = namedByProxy(walk, service);
  if (named !== undefined) return named;
  const chosen = endpoints.filter(({ labels }) => subset === undefined || labelsMatch(subset.labels, labels));
  const local = localOnly(walk, cluster, chosen);
  const healthy = local.filter((endpoint) => endpoint.ready && endpoint.port !== undefined);
  const dropped = healthy.flatMap((endpoint) => droppedTo(walk, cluster, endpoint) ?? []);
  for (const { why } of dropped.slice(0, 1)) walk.assume(why);
  const ready = healthy.filter((endpoint) => droppedTo(walk, cluster, endpoint) === undefined);
  if (isNonEmpty(dropped) && ready.length === 0) return nobodyWithin(walk, cluster, dropped);
  if (ready.length === 0) return noEndpoint(walk, cluster, chosen, local);
  const apart = peersLeftOut(walk.mesh, service, port);
  for (const one of apart) walk.assume(`all requests stay in cluster ${walk.mesh.cluster}: ${noteOf(one)}`);
  const blocks = addressBlocks(walk.mesh, [walk.client.namespace, service.namespace]);
  const groups = groupBy(ready, (endpoint) => fateOfEndpoint(walk, endpoint, blocks));
  const because: Evidence[] = [
    field(
      service.ref,
      `${port.path}.targetPort`,
      port.targetPort,
      `${ready.length} of ${chosen.length} endpoints ready`,
    ),
  ];
  return hop({
    kind: "endpoint",
    at: side(walk),
    title: `${ready.length} of ${chosen.length} endpoints ready`,
    ...(isNonEmpty(dropped) ? { notes: [dropped[0].why] } : {}),
    because: [...because, ...apart, ...dropped.slice(0, 1).flatMap((one) => one.because)],
    next: nearbyFirstOf(
      walk,
      cluster,
      groups.map((group) => ({
        endpoint: group[0],
        branch: {
          share: fraction(group.length, ready.length),
          label: groups.length === 1 ? "" : labelOf(walk, group, groups),
          to: networkHop(walk, cluster, group[0], group),
          ...podsOf(group),
        },
      })),
    ),
  });
}

/** A proxy that answers DNS gives a headless Service the pods of every cluster of its network: not followed. */
function namedByProxy({ client, mesh, ...walk }: Walk, { headless, hostname, ref }: RegistryService): End | undefined {
  if (!headless || client.proxy.kind !== "sidecar" || !capturesDns(client.pod)) return undefined;
  const known = mesh.peers.find(
    (peer) => peer.get("Service", ref.namespace, ref.name) ?? peer.gap("Service", ref.namespace, ref.name),
  );
  if (known === undefined) return undefined;
  const what = `the caller's proxy as DNS for headless ${hostname} with pods in cluster ${known.cluster}`;
  return unknownEnd("endpoint", side({ ...walk, client, mesh }), {
    code: "not-modelled",
    what,
    spot: { ref, path: "spec.clusterIP" },
  });
}

function noteOf(evidence: Evidence): string {
  if (evidence.kind === "field") return `${refText(evidence.ref)} ${evidence.path}: ${evidence.note ?? ""}`;
  return evidence.kind === "log" ? evidence.line : evidence.what;
}

function hasLabels(subset: Cluster["subset"]): boolean {
  return subset !== undefined && Object.keys(subset.labels).length > 0;
}

function fateOfEndpoint(walk: Walk, endpoint: Endpoint, blocks: readonly string[]): string {
  const workload = workloadOfEndpoint(walk.mesh, endpoint);
  const { port, tlsMode, serviceAccount, address } = endpoint;
  const place = [endpoint.ref.cluster, endpoint.beyond?.cluster, endpoint.beyond?.network];
  const own = [port, tlsMode, serviceAccount, whereabouts(blocks, address), place];
  return workload === undefined
    ? JSON.stringify([own, decidingLabels(endpoint.labels)])
    : JSON.stringify([own, fateOf(workload)]);
}

function labelOf(walk: Walk, group: NonEmpty<Endpoint>, groups: readonly NonEmpty<Endpoint>[]): string {
  const count = `${group.length} ${group.length === 1 ? "endpoint" : "endpoints"}`;
  const apart = distinction(
    group[0].labels,
    groups.filter((other) => other !== group).map((other) => other[0].labels),
  );
  const owner = workloadOfEndpoint(walk.mesh, group[0])?.owner.name;
  const which = apart !== "" ? `${count} with ${apart}` : owner !== undefined ? `${count} of ${owner}` : count;
  const place = placeOf(group[0]);
  return groups.some((other) => placeOf(other[0]) !== place) && place !== "" ? `${which} in ${place}` : which;
}

function placeOf({ ref, beyond }: Endpoint): string {
  const cluster = beyond === undefined ? ref.cluster : beyond.cluster;
  return cluster !== undefined
    ? `cluster ${cluster}`
    : beyond?.network === undefined
      ? ""
      : `network ${beyond.network}`;
}

/** `internalTrafficPolicy: Local` keeps a request on the caller's node. Source: Kubernetes Service internalTrafficPolicy. */
function localOnly(walk: Walk, { service }: Cluster, endpoints: readonly Endpoint[]): readonly Endpoint[] {
  const node = walk.client.pod.spec.nodeName;
  const policy = walk.mesh.get("Service", service.ref.namespace, service.ref.name)?.spec.internalTrafficPolicy;
  if (service.registry !== "Kubernetes" || policy !== "Local" || node === undefined) return endpoints;
  return endpoints.filter(({ nodeName }) => nodeName === undefined || nodeName === node);
}

/** All that is ready is in another network, and the proxy is told of none of it. */
function nobodyWithin(walk: Walk, { service }: Cluster, [dropped]: NonEmpty<Dropped>): End {
  return failure({
    disposition: "no-endpoint",
    station: "endpoint",
    at: side(walk),
    cause: {
      code: "no-endpoints",
      service: service.ref,
      spot: dropped.spot,
      why: dropped.why,
      reason: "network",
      related: [],
      evidence: dropped.because,
    },
    because: dropped.because,
    shown: { status: 503, flag: "UH", details: "no_healthy_upstream" },
    payload: walk.payload,
  });
}

function noEndpoint(walk: Walk, cluster: Cluster, chosen: readonly Endpoint[], local: readonly Endpoint[]): End {
  const nodeLocal: Spot | undefined =
    local.length === 0 && chosen.some(({ ready }) => ready)
      ? { ref: cluster.service.ref, path: "spec.internalTrafficPolicy" }
      : undefined;
  const facts: Omit<CauseOf<"no-endpoints">, "code"> = nodeLocal === undefined
    ? whyNoEndpoint(walk.mesh, cluster, chosen)
    : {
        service: cluster.service.ref,
        spot: nodeLocal,
        why: `internalTrafficPolicy is Local and no endpoint runs on ${walk.client.pod.spec.nodeName}`,
        reason: "node-local",
        related: [],
        evidence: [field(nodeLocal.ref, nodeLocal.path, "Local")],
      };
  return failure({
    disposition: "no-endpoint",
    station: "endpoint",
    at: side(walk),
    cause: { code: "no-endpoints", ...facts },
    because: facts.evidence,
    shown: { status: 503, flag: "UH", details: "no_healthy_upstream" },
    payload: walk.payload,
  });
}
