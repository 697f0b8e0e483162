import type { Flow } from "../model/flow.ts";
import { clusterParts, hostAndPort, sniParts } from "../model/log-line.ts";
import type { Pair } from "../model/pair.ts";
import type { Workload } from "../model/workload.ts";
import { type Callee, targetPort } from "./callee.ts";
import type { JoinedLines } from "./join-lines.ts";

/** Whether a call is the request that was named, as far as its lines tell: method, path without query, host, port. */
export function isOfFlow(
  { client, server }: JoinedLines,
  flow: Flow,
  pair: Pair,
  to: Callee,
  serverPods: readonly Workload[],
): boolean {
  const method = client?.method ?? server?.method;
  if (flow.method !== undefined && method !== undefined && method !== flow.method) return false;
  const path = client?.path ?? server?.path;
  if (flow.path !== undefined && path !== undefined && bare(path) !== bare(flow.path)) return false;
  return isHost(client?.authority ?? server?.authority) && isPort();

  function isHost(authority: string | undefined): boolean {
    const asked = hostAndPort(hostHeader(flow) ?? flow.host)?.host;
    const logged = hostAndPort(authority)?.host;
    return asked === undefined || logged === undefined || logged === asked || (to.isNamed(asked) && to.isNamed(logged));
  }

  function isPort(): boolean {
    // A gateway's log shows its own port, which its Service maps.
    if (pair.viaGateway) return true;
    const dialled = [clusterParts(client?.upstreamCluster)?.port, hostAndPort(client?.downstreamLocalAddress)?.port];
    const named = sniParts(server?.requestedServerName)?.port;
    const known = (client === undefined ? [named] : dialled).filter((port) => port !== undefined);
    if (known.length > 0) return known.includes(flow.port);
    const arrived = clusterParts(server?.upstreamCluster)?.port ?? hostAndPort(server?.downstreamLocalAddress)?.port;
    const ports = pair.services.flatMap((service) => service.ports).filter(({ number }) => number === flow.port);
    const targets = ports.map((port) => targetPort(port, serverPods)).filter((port) => port !== undefined);
    return arrived === undefined || targets.length === 0 || targets.includes(arrived);
  }
}

/** The value of the Host header that the request was given, in lower case. */
export function hostHeader(flow: Flow | undefined): string | undefined {
  return flow?.headers.find(({ name }) => name === "host" || name === ":authority")?.value.toLowerCase();
}

function bare(path: string): string {
  return /^[^?#]*/.exec(path)?.[0] ?? path;
}
