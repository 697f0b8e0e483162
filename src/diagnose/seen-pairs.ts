import { servicesSelecting } from "../mesh/services-selecting.ts";
import { podAt } from "../mesh/workloads.ts";
import type { LogEntry } from "../model/log-entry.ts";
import { clusterParts, direction, hostAndPort, hungUp, isOwnFailure, sniParts, spokenFor } from "../model/log-line.ts";
import type { Mesh } from "../model/mesh.ts";
import type { SeenCalls } from "../model/neighbour.ts";
import { type Ref, refKey } from "../model/ref.ts";
import type { RegistryService } from "../model/service.ts";
import type { Snapshot } from "../model/snapshot.ts";
import { calledService } from "./called-service.ts";
import { dialledHost } from "./dialled-host.ts";
import { meshOf } from "./mesh-of.ts";
import { podOwner } from "./pod-owner.ts";

/** A workload that access logs show calling a host. */
export interface SeenPair {
  /** The workload that called. */
  readonly from: Ref;
  /** As the proxy named it: a service's full name, else what was dialled. */
  readonly host: string;
  readonly service: RegistryService | undefined;
  readonly seen: SeenCalls;
}

/** What the access logs of a snapshot tell of who calls whom. */
export interface SeenPairs {
  into(host: string): readonly SeenPair[];
  by(workload: Ref): readonly SeenPair[];
  /** Calls that a host's proxies logged, and whose callers no pod that was read explains: addresses and calls. */
  strangers(host: string): { readonly addresses: number; readonly calls: number };
}

interface Tally {
  readonly from: Ref;
  readonly host: string;
  readonly service: RegistryService | undefined;
  /** The two ends log the same call, so the end that logged more tells how many there were. */
  readonly ends: { readonly client: Count; readonly server: Count };
  last: string;
}

interface Count {
  calls: number;
  failed: number;
}

const known = new WeakMap<Snapshot, SeenPairs>();

/** Goes through the logs of a snapshot, once. Times are not looked at: who called before a change is a caller, too. */
export function seenPairs(snapshot: Snapshot): SeenPairs {
  const found = known.get(snapshot) ?? look(meshOf(snapshot), snapshot.logs);
  known.set(snapshot, found);
  return found;
}

function look(mesh: Mesh, logs: readonly LogEntry[]): SeenPairs {
  const tallies = new Map<string, Tally>();
  const strangers = new Map<string, { readonly addresses: Set<string>; calls: number }>();
  const ownerOf = remembered((pod: Ref) => podOwner(mesh, pod), refKey);
  const serviceOf = remembered(
    ({ host, namespace }: { readonly host: string; readonly namespace: string }) =>
      calledService(mesh, host, namespace),
    ({ host, namespace }) => `${namespace} ${host}`,
  );
  const outwardIds = new Set<string>();

  for (const entry of logs) {
    const host = direction(entry) === "inbound" ? undefined : dialledHost(entry);
    const from = host === undefined ? undefined : ownerOf(spokenFor(entry));
    if (host === undefined || from === undefined) continue;
    if (entry.requestId !== undefined) outwardIds.add(entry.requestId);
    const service = serviceOf({ host, namespace: spokenFor(entry).namespace });
    count(from, service?.hostname ?? host, service, "client", entry);
  }
  for (const entry of logs) {
    const service = direction(entry) === "inbound" ? servedBy(entry) : undefined;
    const remote = hostAndPort(entry.downstreamRemoteAddress)?.host;
    if (service === undefined || remote === undefined) continue;
    const pod = podAt(mesh, remote);
    const from = pod === undefined ? undefined : ownerOf({ apiVersion: "v1", kind: "Pod", ...placeOf(pod.metadata) });
    if (from !== undefined) count(from, service.hostname, service, "server", entry);
    else if (entry.requestId === undefined || !outwardIds.has(entry.requestId)) noteStranger(service.hostname, remote);
  }

  const all = [...tallies.values()].map(pairOf);
  const into = Map.groupBy(all, ({ host }) => host);
  const by = Map.groupBy(all, ({ from }) => refKey(from));
  return {
    into: (host) => into.get(host) ?? [],
    by: (workload) => by.get(refKey(workload)) ?? [],
    strangers: (host) => {
      const { addresses, calls } = strangers.get(host) ?? { addresses: new Set(), calls: 0 };
      return { addresses: addresses.size, calls };
    },
  };

  function count(
    from: Ref,
    host: string,
    service: RegistryService | undefined,
    end: "client" | "server",
    entry: LogEntry,
  ): void {
    const key = `${refKey(from)} ${host}`;
    const ends = { client: { calls: 0, failed: 0 }, server: { calls: 0, failed: 0 } };
    const tally = tallies.get(key) ?? { from, host, service, ends, last: entry.at };
    tallies.set(key, tally);
    tally.ends[end].calls += 1;
    if (hasFailed(entry)) tally.ends[end].failed += 1;
    if (entry.at > tally.last) tally.last = entry.at;
  }

  /** The service that was called, from the name that mesh clients send; else the one that selects the pod. */
  function servedBy(entry: LogEntry): RegistryService | undefined {
    const sni = sniParts(entry.requestedServerName)?.host;
    const { namespace, name, cluster } = spokenFor(entry);
    const host = sni ?? entry.tunnel?.service;
    if (host !== undefined) return serviceOf({ host, namespace });
    const pod = mesh.home({ ...(cluster === undefined ? {} : { cluster }) }).get("Pod", namespace, name);
    if (pod === undefined) return undefined;
    const services = servicesSelecting(mesh, pod.metadata.namespace, pod.metadata.labels);
    const port = clusterParts(entry.upstreamCluster)?.port ?? hostAndPort(entry.tunnel?.target)?.port;
    return (
      services.find(({ ports }) => ports.some((one) => one.targetPort === port || one.number === port)) ?? services[0]
    );
  }

  function noteStranger(host: string, address: string): void {
    const entry = strangers.get(host) ?? { addresses: new Set<string>(), calls: 0 };
    strangers.set(host, entry);
    entry.addresses.add(address);
    entry.calls += 1;
  }
}

function pairOf({ from, host, service, ends: { client, server }, last }: Tally): SeenPair {
  const calls = Math.max(client.calls, server.calls);
  const failed = Math.min(calls, Math.max(client.failed, server.failed));
  return { from, host, service, seen: { calls, failed, last } };
}

function hasFailed(entry: LogEntry): boolean {
  return !hungUp(entry) && (isOwnFailure(entry) || entry.code >= 500);
}

function placeOf({ namespace, name }: Pick<Ref, "namespace" | "name">): Pick<Ref, "namespace" | "name"> {
  return { namespace, name };
}

function remembered<A, R>(compute: (argument: A) => R, keyOf: (argument: A) => string): (argument: A) => R {
  const results = new Map<string, R>();
  return (argument) => {
    const key = keyOf(argument);
    const before = results.get(key);
    if (before !== undefined || results.has(key)) return before as R;
    const result = compute(argument);
    results.set(key, result);
    return result;
  };
}
