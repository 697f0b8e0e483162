import { clusterParts, hostAndPort, sniParts } from "../model/log-line.ts";
import type { Pair } from "../model/pair.ts";
import type { Workload } from "../model/workload.ts";
import { targetPort } from "./callee.ts";
import type { JoinedLines } from "./join-lines.ts";

/** Whether a call went to this port of the service, as far as its lines tell. */
export function isOfPort(
  { client, server }: JoinedLines,
  port: number,
  pair: Pair,
  serverPods: readonly Workload[],
): boolean {
  // A gateway's log shows its own port, which its Service maps.
  if (pair.viaGateway) return true;
  const dialled = [clusterParts(client?.upstreamCluster)?.port, hostAndPort(client?.downstreamLocalAddress)?.port];
  const named = sniParts(server?.requestedServerName)?.port;
  const known = (client === undefined ? [named] : dialled).filter((number) => number !== undefined);
  if (known.length > 0) return known.includes(port);
  const arrived = clusterParts(server?.upstreamCluster)?.port ?? hostAndPort(server?.downstreamLocalAddress)?.port;
  const ports = pair.services.flatMap((service) => service.ports).filter(({ number }) => number === port);
  const targets = ports.map((one) => targetPort(one, serverPods)).filter((number) => number !== undefined);
  return arrived === undefined || targets.length === 0 || targets.includes(arrived);
}
