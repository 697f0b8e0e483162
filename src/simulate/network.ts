import { isIpAddress } from "../mesh/ip-address.ts";
import { networkPolicyVerdict } from "../mesh/network-policies.ts";
import type { ConnectionEnd } from "../model/cause.ts";
import { isBad } from "../model/disposition.ts";
import { part } from "../model/evidence.ts";
import { refText } from "../model/ref.ts";
import type { Beyond, Endpoint } from "../model/service.ts";
import type { Gap } from "../model/snapshot.ts";
import { type End, endings, type Hop, hop, onward } from "../model/trace.ts";
import type { Workload } from "../model/workload.ts";
import type { Cluster } from "./cluster.ts";
import { crossingTo } from "./crossing.ts";
import { eastWestHop } from "./east-west.ts";
import { failure, unknownEnd } from "./end.ts";
import type { Target } from "./sent.ts";
import { tlsHop } from "./tls.ts";
import { unreadPod } from "./unread-pod.ts";
import type { Walk } from "./walk.ts";
import { withEnds } from "./with-ends.ts";
import { workloadOfEndpoint } from "./workload-of-endpoint.ts";

/** From a cluster's endpoint onwards: the network between the pods, then the handshake. */
export function networkHop(walk: Walk, cluster: Cluster, endpoint: Endpoint, group: readonly Endpoint[]): Hop | End {
  const target: Target = { endpoint, service: cluster.service, port: cluster.port };
  const crossing = crossingTo(walk, endpoint);
  switch (crossing.kind) {
    case "unknown":
      return unknownEnd("network", "network", crossing.cause, crossing.because);
    case "gateways":
      return eastWestHop(walk, cluster, target, { group, ...crossing });
    default:
      return throughNetwork(walk, target, () => tlsHop(walk, cluster, target, group));
  }
}

/**
 * NetworkPolicies of the caller's pod (egress) and of the server's (ingress), each by its own cluster: there a pod of
 * another one is an address, whatever its labels. A refused connection hangs until the
 * connect timeout; most network plugins drop, they do not reject.
 * Source: Kubernetes NetworkPolicy; istio-semantics §13.6.
 */
export function throughNetwork(walk: Walk, target: Target, onwards: () => Hop | End): Hop | End {
  const { client } = walk;
  if (target.endpoint.beyond !== undefined) return beyondEnd(target.endpoint.beyond, target);
  const [near, far] = [walk.mesh.home(client.ref), walk.mesh.home(target.endpoint.ref)];
  const together = near === far;
  const server = workloadOfEndpoint(walk.mesh, target.endpoint);
  const port = target.endpoint.port ?? walk.flow.port;
  const clientEnd = { namespace: client.namespace, labels: client.labels, ip: client.ip };
  const address = isIpAddress(target.endpoint.address) ? target.endpoint.address : undefined;
  const serverEnd =
    server === undefined || !together
      ? { ip: address }
      : { namespace: server.namespace, labels: server.labels, ip: target.endpoint.address };
  const namedPorts = server === undefined ? undefined : portsByName(server);
  const attempts = [
    ...(client.pod.spec.hostNetwork === true
      ? []
      : [{ mesh: near, direction: "egress" as const, pod: clientEnd, peer: serverEnd, port, namedPorts }]),
    ...(server === undefined || server.pod.spec.hostNetwork === true
      ? []
      : [
          {
            mesh: far,
            direction: "ingress" as const,
            pod: { namespace: server.namespace, labels: server.labels, ip: target.endpoint.address },
            peer: client.pod.spec.hostNetwork === true || !together ? { ip: client.ip } : clientEnd,
            port,
            namedPorts,
          },
        ]),
  ];
  const admitting = [];
  let doubt: End | undefined;
  for (const { mesh, ...attempt } of attempts) {
    const verdict = networkPolicyVerdict(mesh, attempt);
    const unread = verdict.allowed === false ? unreadPod(walk.mesh, target.endpoint) : undefined;
    if (unread !== undefined) {
      const decision = "whether a NetworkPolicy lets the connection through";
      return unknownEnd("network", "network", { code: "unreadable", gap: unread, decision }, verdict.because);
    }
    if (verdict.allowed === false) {
      return failure({
        disposition: "hangs",
        station: "network",
        at: "network",
        cause: {
          code: "network-policy",
          direction: attempt.direction,
          policies: verdict.policies,
          port,
          // No policy can name a pod of another cluster, and its address is gone when it is made anew.
          client: together || attempt.direction === "egress" ? endOf(client) : {},
          server:
            server === undefined
              ? { ip: target.endpoint.address }
              : together || attempt.direction === "ingress"
                ? { ...endOf(server), ip: target.endpoint.address }
                : {},
        },
        because: verdict.because,
        shown:
          client.proxy.kind === "none"
            ? {}
            : { status: 503, flag: "UF,URX", details: "upstream_reset_before_response_started{connection_timeout}" },
        payload: walk.payload,
      });
    }
    if (verdict.allowed === "unknown") {
      doubt ??= unknownEnd(
        "network",
        "network",
        {
          code: "unreadable",
          gap: verdict.gap ?? unresolved(target) ?? { what: "NetworkPolicies", why: "not readable" },
          decision: "whether a NetworkPolicy lets the connection through",
        },
        verdict.because,
      );
      continue;
    }
    if (verdict.policies.length > 0) admitting.push({ attempt, verdict });
  }
  if (doubt !== undefined) return doubtful(onwards(), doubt);
  if (admitting.length === 0) return onwards();
  return hop({
    kind: "network",
    at: "network",
    title: `admitted by ${admitting.map(({ verdict }) => `NetworkPolicy ${verdict.policies[0]?.ref.namespace}/${verdict.policies[0]?.ref.name}`).join(" and ")}`,
    because: admitting.flatMap(({ verdict }) =>
      verdict.policies.slice(0, 1).map(({ ref, path }) => part(ref, path, "admits the connection")),
    ),
    next: onward(onwards()),
  });
}

/** What fails beyond fails, be the connection let through or not; whatever would arrive there is not known. */
function doubtful(beyond: Hop | End, doubt: End): Hop | End {
  const ends = beyond.kind === "end" ? [beyond] : endings({ start: beyond }).map(({ end }) => end);
  if (!ends.some(({ disposition }) => isBad(disposition))) return doubt;
  return hop({
    kind: "network",
    at: "network",
    title: "whether NetworkPolicies let it through is not known",
    because: doubt.because,
    next: onward(withEnds(beyond, (end) => (isBad(end.disposition) ? end : doubt))),
    ...(doubt.cause === undefined ? {} : { doubt: doubt.cause }),
  });
}

/** The endpoint itself says that it lives where nothing was read. */
function beyondEnd({ cluster, network, said }: Beyond, { service, endpoint }: Target): End {
  const place = cluster === undefined ? `network ${network}` : `cluster ${cluster}`;
  const gap: Gap = {
    what: `endpoints in ${place}`,
    why: `${refText(said.ref)} says that ${endpoint.address} lives there, and nothing of it was read`,
    ...(cluster === undefined ? {} : { cluster }),
  };
  const decision = `what becomes of a request for ${service?.hostname ?? endpoint.address} in ${place}`;
  return unknownEnd("network", "network", { code: "unreadable", gap, decision }, [said]);
}

function endOf({ owner, namespace, labels, ip, pod }: Workload): ConnectionEnd {
  return {
    owner,
    namespace,
    labels,
    ...(ip === undefined ? {} : { ip }),
    ...(pod.spec.hostNetwork === true ? { hostNetwork: true } : {}),
  };
}

function portsByName({ pod }: Workload): Readonly<Record<string, number>> {
  const containers = [...pod.spec.containers, ...(pod.spec.initContainers ?? [])];
  return Object.fromEntries(
    containers.flatMap(({ ports = [] }) =>
      ports.flatMap(({ name, containerPort }) => (name === undefined ? [] : [[name, containerPort] as const])),
    ),
  );
}

/** Policies go by addresses, and only DNS knows those of a name. */
function unresolved({ endpoint: { address } }: Target): Gap | undefined {
  return isIpAddress(address)
    ? undefined
    : { what: `the addresses of ${address}`, why: "NetworkPolicies go by them, and only DNS knows them" };
}
