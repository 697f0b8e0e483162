import { hostAndPort } from "../model/log-line.ts";
import type { Pair } from "../model/pair.ts";
import type { RegistryService } from "../model/service.ts";
import type { Workload } from "../model/workload.ts";

/** Everything by which a log line can name the one who is called. */
export interface Callee {
  /** Hosts of the services as clusters name them. */
  readonly hostnames: ReadonlySet<string>;
  /** Virtual IPs of the services, and what was dialled if that is an IP. */
  readonly addresses: ReadonlySet<string>;
  readonly podIps: ReadonlySet<string>;
  /** Ports of the pods that the services lead to; undefined where one of them cannot be told. */
  readonly targetPorts: ReadonlySet<number> | undefined;
  /** Whether an authority or server name means the callee. */
  isNamed(authority: string | undefined): boolean;
}

/** Who is called, by all the names that a caller in its namespace can use. */
export function callee(pair: Pair, serverPods: readonly Workload[], alsoNamed: readonly string[]): Callee {
  const { services, host, from, addresses = [] } = pair;
  const names = new Set([
    host.toLowerCase(),
    ...alsoNamed,
    ...services.flatMap((service) => namesOf(service, from.namespace)),
  ]);
  const suffixes = [...names].filter((name) => name.startsWith("*")).map((name) => name.slice(1));
  return {
    hostnames: new Set(services.map(({ hostname }) => hostname)),
    addresses: new Set([host, ...addresses, ...services.flatMap(({ addresses }) => addresses)]),
    podIps: new Set(serverPods.flatMap(ipsOf)),
    targetPorts: targetPorts(services, serverPods),
    isNamed(authority) {
      const named = hostAndPort(authority)?.host;
      return named !== undefined && (names.has(named) || suffixes.some((suffix) => named.endsWith(suffix)));
    },
  };
}

/** A pod's own addresses. */
export function ipsOf({ ip, pod }: Workload): readonly string[] {
  return [ip, ...(pod.status.podIPs ?? []).map((entry) => entry.ip)].filter((address) => address !== undefined);
}

/** The number on the pods that a service's port leads to; undefined if its name is declared by none of them. */
export function targetPort(
  { targetPort: target }: RegistryService["ports"][number],
  pods: readonly Workload[],
): number | undefined {
  if (typeof target === "number") return target;
  const containers = pods.flatMap(({ pod }) => [...pod.spec.containers, ...(pod.spec.initContainers ?? [])]);
  return containers.flatMap(({ ports }) => ports ?? []).find(({ name }) => name === target)?.containerPort;
}

function targetPorts(services: readonly RegistryService[], pods: readonly Workload[]): ReadonlySet<number> | undefined {
  const numbers = services.flatMap(({ ports }) => ports.map((port) => targetPort(port, pods)));
  const known = numbers.filter((number) => number !== undefined);
  return known.length === 0 || known.length < numbers.length ? undefined : new Set(known);
}

/** Short names lead to a Service in the caller's namespace only. Source: istio-semantics §1.5. */
function namesOf({ hostname, namespace, registry, ref }: RegistryService, from: string): readonly string[] {
  const host = hostname.toLowerCase();
  if (registry !== "Kubernetes") return [host];
  const qualified = [host, `${ref.name}.${namespace}`, `${ref.name}.${namespace}.svc`];
  return namespace === from ? [ref.name, ...qualified] : qualified;
}
