import type { Tunnel } from "../model/log-entry.ts";
import { clusterParts, hostAndPort, sniParts } from "../model/log-line.ts";
import type { Pair } from "../model/pair.ts";
import type { Workload } from "../model/workload.ts";
import { ipsOf, targetPort } from "./callee.ts";
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
  const tunnel = client?.tunnel ?? (client === undefined ? server?.tunnel : undefined);
  if (tunnel !== undefined) return isTunnelTo(tunnel, port, pair, serverPods);
  const dialled = [clusterParts(client?.upstreamCluster)?.port, hostAndPort(client?.downstreamLocalAddress)?.port];
  const named = sniParts(server?.requestedServerName)?.port;
  const known = (client === undefined ? [named] : dialled).filter((number) => number !== undefined);
  if (known.length > 0) return known.includes(port);
  const arrived = clusterParts(server?.upstreamCluster)?.port ?? hostAndPort(server?.downstreamLocalAddress)?.port;
  const targets = targetsOf(port, pair, serverPods);
  return arrived === undefined || targets.length === 0 || targets.includes(arrived);
}

/** To a pod's address, ztunnel tells the pod's port; to a service's, or to its name, the service's. */
function isTunnelTo(
  { target, destination }: Tunnel,
  port: number,
  pair: Pair,
  serverPods: readonly Workload[],
): boolean {
  const dialled = hostAndPort(target ?? destination.address);
  if (dialled?.port === undefined) return true;
  const isPod = serverPods.some((pod) => ipsOf(pod).includes(dialled.host));
  if (!isPod) return dialled.port === port;
  // The port of the tunnel itself tells nothing of the one inside.
  const targets = target === undefined && dialled.port === 15008 ? [] : targetsOf(port, pair, serverPods);
  return targets.length === 0 || targets.includes(dialled.port);
}

function targetsOf(port: number, pair: Pair, serverPods: readonly Workload[]): readonly number[] {
  const ports = pair.services.flatMap((service) => service.ports).filter(({ number }) => number === port);
  return ports.map((one) => targetPort(one, serverPods)).filter((number) => number !== undefined);
}
