import type { LogEntry, Tunnel } from "../model/log-entry.ts";
import { clusterParts, direction, hostAndPort, sniParts, spokenFor } from "../model/log-line.ts";
import type { Pair } from "../model/pair.ts";
import type { Ref } from "../model/ref.ts";
import type { Workload } from "../model/workload.ts";
import { type Callee, ipsOf } from "./callee.ts";

/** The lines that the two ends of a pair wrote about each other. */
export interface LinesOfPair {
  readonly client: readonly LogEntry[];
  /** Of this caller for sure: its address stands in the line. */
  readonly server: readonly LogEntry[];
  /** Of this caller only if joined with a line of its own: they share a request id, but the address is not its own. */
  readonly maybe: readonly LogEntry[];
}

/**
 * Picks the lines of a pair out of all logs. `isElsewhere`: whether an address means somebody else to the one who wrote
 * the line, as where two clusters give out the same addresses.
 * Source: istio-semantics §15.3 (names inside the line, client line and server line).
 */
export function linesOfPair(
  logs: readonly LogEntry[],
  pair: Pair,
  to: Callee,
  serverPods: readonly Workload[],
  isElsewhere: (entry: LogEntry, address: string) => boolean = () => false,
): LinesOfPair {
  const clientPods = new Set(pair.clients.map(({ ref }) => podKey(ref)));
  const serverKeys = new Set(serverPods.map(({ ref }) => podKey(ref)));
  const client = logs.filter((entry) => clientPods.has(podKey(spokenFor(entry))) && isOutward(entry, to));
  const clientIps = addressesOf(pair.clients, client);
  const requestIds = new Set(client.map(({ requestId }) => requestId).filter((id) => id !== undefined));
  const server: LogEntry[] = [];
  const maybe: LogEntry[] = [];
  for (const entry of logs) {
    if (!isInward(entry, to, serverKeys.has(podKey(spokenFor(entry))))) continue;
    const remote = hostAndPort(entry.downstreamRemoteAddress);
    if (remote !== undefined && clientIps.has(remote.host) && !isElsewhere(entry, remote.host)) server.push(entry);
    else if (entry.requestId !== undefined && requestIds.has(entry.requestId)) maybe.push(entry);
  }
  return { client, server, maybe };
}

/** `shop/payment-1`, of two clusters `shop/payment-1@west`: how pods are told apart. */
export function podKey({ namespace, name, cluster }: Pick<Ref, "namespace" | "name" | "cluster">): string {
  return cluster === undefined ? `${namespace}/${name}` : `${namespace}/${name}@${cluster}`;
}

function isOutward(entry: LogEntry, to: Callee): boolean {
  const way = direction(entry);
  if (way === "inbound") return false;
  if (entry.tunnel !== undefined) return isTunnelTo(entry.tunnel, to);
  const cluster = clusterParts(entry.upstreamCluster);
  if (cluster !== undefined && to.hostnames.has(cluster.host)) return true;
  if (to.isNamed(entry.authority) || to.isNamed(entry.requestedServerName)) return true;
  const dialled = hostAndPort(entry.downstreamLocalAddress)?.host;
  if (dialled === undefined || cluster !== undefined) return false;
  return to.addresses.has(dialled) || (way === "outbound" && to.podIps.has(dialled));
}

/** Where ztunnel knows the service that was called, nothing else tells; else the address that was dialled does. */
function isTunnelTo({ service, target, destination }: Tunnel, to: Callee): boolean {
  if (service !== undefined) return to.hostnames.has(service);
  const dialled = [target, destination.address].map((address) => hostAndPort(address)?.host ?? "");
  return dialled.some((host) => to.addresses.has(host) || to.podIps.has(host));
}

/** The callee's ztunnel names its pod; of several services of one pod it may only guess which was meant. */
function isTunnelInto({ target, destination }: Tunnel, to: Callee, ofServer: boolean): boolean {
  const { host, port } = hostAndPort(target ?? destination.address) ?? {};
  if (!ofServer && !to.podIps.has(host ?? "")) return false;
  const isInner = target !== undefined || port !== hbonePort;
  return !isInner || to.targetPorts === undefined || port === undefined || to.targetPorts.has(port);
}

/** A waypoint's clusters name the service whose place it takes, whichever pod writes. Source: istio-semantics §15.3. */
function isAtWaypoint(cluster: ReturnType<typeof clusterParts>, to: Callee): boolean {
  return cluster?.direction.startsWith("inbound-") === true && to.hostnames.has(cluster.host);
}

/** Source: istio-semantics §11.2. */
const hbonePort = 15008;

function isInward(entry: LogEntry, to: Callee, ofServer: boolean): boolean {
  if (entry.tunnel !== undefined) return direction(entry) === "inbound" && isTunnelInto(entry.tunnel, to, ofServer);
  const cluster = clusterParts(entry.upstreamCluster);
  if (isAtWaypoint(cluster, to)) return true;
  const name = sniParts(entry.requestedServerName);
  // A name that mesh clients send is proof enough, also for pods that are gone by now.
  if (name !== undefined) return to.hostnames.has(name.host) && cluster?.direction !== "outbound";
  if (!ofServer || direction(entry) === "outbound") return false;
  if (cluster?.host) return to.hostnames.has(cluster.host);
  const port = cluster?.port ?? hostAndPort(entry.downstreamLocalAddress)?.port;
  return to.targetPorts === undefined || port === undefined || to.targetPorts.has(port);
}

/** Where a caller's connections come from. A pod on the host's network shares its address with others: none is told. */
function addressesOf(clients: readonly Workload[], lines: readonly LogEntry[]): ReadonlySet<string> {
  const own = clients.filter(({ pod }) => pod.spec.hostNetwork !== true);
  const pods = new Set(own.map(({ ref }) => podKey(ref)));
  const logged = lines
    .filter((line) => pods.has(podKey(spokenFor(line))))
    .map(({ tunnel, upstreamLocalAddress }) => hostAndPort(tunnel?.source.address ?? upstreamLocalAddress)?.host);
  return new Set([...own.flatMap(ipsOf), ...logged].filter((address) => address !== undefined));
}
