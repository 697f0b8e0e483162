import { networkPolicyVerdict } from "../mesh/network-policies.ts";
import type { ConnectionEnd } from "../model/cause.ts";
import { part } from "../model/evidence.ts";
import type { Endpoint } from "../model/service.ts";
import { type End, type Hop, hop, onward } from "../model/trace.ts";
import type { Workload } from "../model/workload.ts";
import type { Cluster } from "./cluster.ts";
import { failure, unknownEnd } from "./end.ts";
import type { Target } from "./sent.ts";
import { tlsHop } from "./tls.ts";
import { unreadPod } from "./unread-pod.ts";
import type { Walk } from "./walk.ts";
import { workloadOfEndpoint } from "./workload-of-endpoint.ts";

/** From a cluster's endpoint onwards: the network between the pods, then the handshake. */
export function networkHop(walk: Walk, cluster: Cluster, endpoint: Endpoint, group: readonly Endpoint[]): Hop | End {
  const target: Target = { endpoint, service: cluster.service, port: cluster.port };
  return throughNetwork(walk, target, () => tlsHop(walk, cluster, target, group));
}

/**
 * NetworkPolicies of the caller's pod (egress) and of the server's (ingress). A refused connection hangs until the
 * connect timeout; most network plugins drop, they do not reject.
 * Source: Kubernetes NetworkPolicy; istio-semantics §13.6.
 */
export function throughNetwork(walk: Walk, target: Target, onwards: () => Hop | End): Hop | End {
  const { mesh, client } = walk;
  const server = workloadOfEndpoint(mesh, target.endpoint);
  const port = target.endpoint.port ?? walk.flow.port;
  const clientEnd = { namespace: client.namespace, labels: client.labels, ip: client.ip };
  const serverEnd =
    server === undefined
      ? { ip: target.endpoint.address }
      : { namespace: server.namespace, labels: server.labels, ip: target.endpoint.address };
  const namedPorts = server === undefined ? undefined : portsByName(server);
  const attempts = [
    ...(client.pod.spec.hostNetwork === true
      ? []
      : [{ direction: "egress" as const, pod: clientEnd, peer: serverEnd, port, namedPorts }]),
    ...(server === undefined || server.pod.spec.hostNetwork === true
      ? []
      : [
          {
            direction: "ingress" as const,
            pod: { namespace: server.namespace, labels: server.labels, ip: target.endpoint.address },
            peer: client.pod.spec.hostNetwork === true ? { ip: client.ip } : clientEnd,
            port,
            namedPorts,
          },
        ]),
  ];
  const admitting = [];
  for (const attempt of attempts) {
    const verdict = networkPolicyVerdict(mesh, attempt);
    const unread = verdict.allowed === false ? unreadPod(mesh, target.endpoint) : undefined;
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
          client: endOf(client),
          server:
            server === undefined ? { ip: target.endpoint.address } : { ...endOf(server), ip: target.endpoint.address },
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
      return unknownEnd(
        "network",
        "network",
        {
          code: "unreadable",
          gap: verdict.gap ?? { what: "NetworkPolicies", why: "not readable" },
          decision: "whether a NetworkPolicy lets the connection through",
        },
        verdict.because,
      );
    }
    if (verdict.policies.length > 0) admitting.push({ attempt, verdict });
  }
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
