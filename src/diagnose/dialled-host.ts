import type { LogEntry } from "../model/log-entry.ts";
import { clusterParts, direction, hostAndPort } from "../model/log-line.ts";

/** The host that a line of a caller's proxy says was called: its cluster's, else the name or address that was dialled. */
export function dialledHost(entry: LogEntry): string | undefined {
  const { tunnel } = entry;
  if (tunnel !== undefined) return tunnel.service ?? hostAndPort(tunnel.target ?? tunnel.destination.address)?.host;
  const cluster = clusterParts(entry.upstreamCluster);
  if (cluster !== undefined) return cluster.host;
  const dialled = direction(entry) === "outbound" ? entry.downstreamLocalAddress : undefined;
  return hostAndPort(entry.authority ?? entry.requestedServerName ?? dialled)?.host;
}
