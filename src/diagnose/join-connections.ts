import { compare } from "../model/compare.ts";
import type { LogEntry } from "../model/log-entry.ts";
import { hostAndPort, isOwnFailure } from "../model/log-line.ts";
import type { JoinedLines } from "./join-lines.ts";

/** A connection as the ztunnels of its two ends logged it; at least one of them did. */
interface Connection extends JoinedLines {
  readonly start: number;
  readonly end: number;
  /** Where it came from. */
  readonly from: string | undefined;
}

/** How far the clocks of two nodes may be apart, in milliseconds. */
const slack = 2_000;
/** How many connections are compared with a line: a busy pair must not cost n². */
const mostCompared = 256;

/**
 * Adds what ztunnel logged to the calls that Envoy did: connections, not requests. The two ends of a connection are
 * joined by the caller's address, time, and what went over it. A connection that carried requests of the pair which a
 * proxy logged (a waypoint, a sidecar at one end) is the other end of those; it is a call of its own only where none
 * did.
 */
export function joinConnections(
  calls: readonly JoinedLines[],
  outbound: readonly LogEntry[],
  inbound: readonly LogEntry[],
): readonly JoinedLines[] {
  if (outbound.length + inbound.length === 0) return calls;
  const connections = connectionsOf(outbound, inbound);
  const byCaller = Map.groupBy(connections, ({ from }) => from);
  const told = new Set<Connection>();
  const whole = calls.map((call) => {
    const connection = connectionOf(call, byCaller);
    if (connection === undefined) return call;
    told.add(connection);
    return { client: call.client ?? connection.client, server: call.server ?? connection.server };
  });
  const alone = connections.filter((connection) => !told.has(connection));
  return [...whole, ...alone.map(({ client, server }) => ({ client, server }))];
}

function connectionsOf(outbound: readonly LogEntry[], inbound: readonly LogEntry[]): readonly Connection[] {
  const waiting = Map.groupBy([...inbound].sort(byStart), callerIp);
  const taken = new Set<LogEntry>();
  const past = new Map<string | undefined, number>();
  const joined = [...outbound].sort(byStart).map((client) => {
    const ip = callerIp(client);
    const servers = waiting.get(ip) ?? [];
    const oldest = Date.parse(client.at) - slack;
    let from = past.get(ip) ?? 0;
    while (from < servers.length && isPast(servers[from] as LogEntry, oldest)) from++;
    past.set(ip, from);
    const free = servers.slice(from, from + mostCompared).filter((line) => !taken.has(line));
    const server = best(client, free);
    if (server !== undefined) taken.add(server);
    return connection(client, server);
  });
  const alone = inbound.filter((line) => !taken.has(line)).map((server) => connection(undefined, server));
  return [...joined, ...alone].sort((a, b) => a.start - b.start);

  function isPast(server: LogEntry, oldest: number): boolean {
    return taken.has(server) || Date.parse(server.at) < oldest;
  }
}

function connection(client: LogEntry | undefined, server: LogEntry | undefined): Connection {
  const line = (client ?? server) as LogEntry;
  const start = Date.parse(line.at);
  return { client, server, start, end: start + (line.durationMs ?? 0), from: callerIp(line) };
}

/** The callee's line of a connection: to the same pod, at the same time, with the same bytes, and as good or bad. */
function best(client: LogEntry, servers: readonly LogEntry[]): LogEntry | undefined {
  const start = Date.parse(client.at);
  const end = start + (client.durationMs ?? 0);
  let found: LogEntry | undefined;
  let foundScore = -1;
  for (const server of servers) {
    const at = Date.parse(server.at);
    if (at < start - slack || at > end + slack || !isSamePod(client, server)) continue;
    const score =
      (isOwnFailure(client) === isOwnFailure(server) ? 4 : 0) +
      (client.bytesReceived === server.bytesReceived && client.bytesSent === server.bytesSent ? 2 : 0) +
      (at >= start && at <= end ? 1 : 0);
    if (score <= foundScore) continue;
    found = server;
    foundScore = score;
  }
  return found;
}

/** Where both tell the pod. Through a waypoint the caller's line names the waypoint's: then it is another connection. */
function isSamePod({ tunnel: out }: LogEntry, { tunnel: into }: LogEntry): boolean {
  const [one, other] = [out, into].map((tunnel) => hostAndPort(tunnel?.destination.address)?.host);
  return one === undefined || other === undefined || one === other;
}

/** The connection that a call of one end went over, where that end alone logged it. */
function connectionOf(
  { client, server }: JoinedLines,
  byCaller: ReadonlyMap<string | undefined, readonly Connection[]>,
): Connection | undefined {
  const line = client ?? server;
  if (line === undefined || (client !== undefined && server !== undefined)) return undefined;
  const address = client === undefined ? line.downstreamRemoteAddress : line.upstreamLocalAddress;
  const connections = byCaller.get(hostAndPort(address)?.host) ?? [];
  const start = Date.parse(line.at);
  const end = start + (line.durationMs ?? 0);
  let found: Connection | undefined;
  const last = lastBefore(connections, end + slack);
  for (let i = last; i >= 0 && i > last - mostCompared; i--) {
    const one = connections[i] as Connection;
    const other = client === undefined ? one.client : one.server;
    if (other === undefined || one.end < start - slack || !isToward(other, client?.upstreamHost)) continue;
    if (one.start <= start && one.end >= end) return one;
    found ??= one;
  }
  return found;
}

/** Whether a connection led to the pod that a caller's line names; where it names none, it may have. */
function isToward({ tunnel }: LogEntry, upstreamHost: string | undefined): boolean {
  const [one, other] = [tunnel?.destination.address, upstreamHost].map((address) => hostAndPort(address)?.host);
  return one === undefined || other === undefined || one === other;
}

/** Index of the last connection that began by then; -1 if none did. */
function lastBefore(connections: readonly Connection[], at: number): number {
  let low = 0;
  let high = connections.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((connections[middle] as Connection).start <= at) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

function callerIp({ tunnel }: LogEntry): string | undefined {
  return hostAndPort(tunnel?.source.address)?.host;
}

function byStart(a: LogEntry, b: LogEntry): number {
  return compare(a.at, b.at) || compare(a.line, b.line);
}
