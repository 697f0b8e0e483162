import { compare } from "../model/compare.ts";
import type { Flow } from "../model/flow.ts";
import type { LogEntry } from "../model/log-entry.ts";
import { clusterParts, hostAndPort, hungUp, spokenFor } from "../model/log-line.ts";
import type { Observation, ObservedCall } from "../model/observation.ts";
import type { Pair } from "../model/pair.ts";
import type { Scheme } from "../model/question.ts";
import type { Workload } from "../model/workload.ts";
import { callee, ipsOf } from "./callee.ts";
import { hypotheses } from "./hypotheses.ts";
import { hostHeader, isOfFlow } from "./is-of-flow.ts";
import { isOfPort } from "./is-of-port.ts";
import { isOfScheme } from "./is-of-scheme.ts";
import { byTime, type JoinedLines, joinLines } from "./join-lines.ts";
import { judgeCall } from "./judge-call.ts";
import { linesOfPair, podKey } from "./lines-of-pair.ts";
import { nextHops } from "./next-hops.ts";

/** What is looked at to tell what really happened between two workloads. */
export interface Sightings {
  readonly logs: readonly LogEntry[];
  /** Pods whose proxy log was read (`namespace/name`). */
  readonly loggedPods: readonly string[];
  readonly pair: Pair;
  /** The pods behind the pair's services. */
  readonly serverPods: readonly Workload[];
  /** The named request, if one was named. */
  readonly flow: Flow | undefined;
  /** The port of the service, where the question names one. */
  readonly port?: number | undefined;
  /** What the application speaks, where the question says so. */
  readonly scheme?: Scheme | undefined;
  /** The last change of anything on the path, RFC 3339. */
  readonly changedAt: string | undefined;
  /** Whether an address in a line is another's than the caller's, though it has the same. */
  readonly isElsewhere?: (entry: LogEntry, address: string) => boolean;
}

/** What the proxies' logs say of a pair and, where one is named, of one request. Rule 6 of the architecture. */
export function observe({
  logs,
  loggedPods,
  pair,
  serverPods,
  flow,
  port,
  scheme,
  changedAt,
  isElsewhere,
}: Sightings): Observation {
  const named = hostHeader(flow);
  const to = callee(pair, serverPods, []);
  const toNamed = named === undefined ? to : callee(pair, serverPods, [named]);
  const owners = ownersOf(serverPods);
  const joined = joinLines(linesOfPair(logs, pair, toNamed, serverPods, isElsewhere));
  const all = joined
    .filter((lines) => isOfScheme(lines, scheme, pair))
    .filter((lines) => port === undefined || isOfPort(lines, port, pair, serverPods))
    .filter((lines) => flow === undefined || isOfFlow(lines, flow, pair, to, serverPods))
    .map((lines) => callOf(lines))
    .sort(inOrder);
  const change = changedAt === undefined ? Number.NaN : Date.parse(changedAt);
  const isBefore = (call: ObservedCall) => Date.parse(call.at) <= change;
  const calls = all.filter((call) => !isBefore(call));
  const before = all.filter(isBefore);
  const failed = calls.filter((call) => call.failed);
  const serverKeys = new Set(serverPods.map(({ ref }) => podKey(ref)));
  const logged = {
    client: wrote(pair.clients.map(({ ref }) => podKey(ref))),
    server: wrote([...serverKeys]) || all.some(({ server }) => isOfWaypoint(server)),
  };
  return {
    calls,
    before,
    changedAt,
    window: windowOf(calls),
    failures: bySignature(failed).map((group) => ({
      ...group,
      hypotheses: hypotheses({ calls: group.calls, logged }, pair.viaGateway),
    })),
    firstFailure: failed[0],
    lastGood: calls.findLast(isGood) ?? before.findLast(isGood),
    logged,
    nextHops: nextHops(logs, (entry) => serverKeys.has(podKey(spokenFor(entry))), spanOf(calls)).filter(
      ({ host }) => !to.isNamed(host),
    ),
  };

  function callOf(lines: JoinedLines): ObservedCall {
    const { client, server } = lines;
    const at = client?.at ?? server?.at ?? "";
    const workload =
      owners.get(podKey(server === undefined ? nowhere : spokenFor(server))) ?? owners.get(upstreamIp(client) ?? "");
    const judged = judgeCall(lines, (line) => behindProxy(line, pair, serverPods));
    return { at, client, server, ...judged, ...(workload === undefined ? {} : { workload: workload.owner }) };
  }

  function wrote(pods: readonly string[]): boolean {
    const read = new Set(pods.filter((pod) => loggedPods.includes(pod)));
    if (read.size > 0 && logs.some(({ pod }) => read.has(podKey(pod)))) return true;
    // A pod in ambient mode has no log of its own: what its node's proxy wrote for it is one.
    const own = new Set(pods);
    return logs.some((entry) => entry.tunnel !== undefined && own.has(podKey(spokenFor(entry))));
  }
}

/** A waypoint answers in the callee's place. */
function isOfWaypoint(server: LogEntry | undefined): boolean {
  return clusterParts(server?.upstreamCluster)?.direction.startsWith("inbound-") === true;
}

const nowhere = { namespace: "", name: "" };

/** Pods by key and by address. */
function ownersOf(pods: readonly Workload[]): ReadonlyMap<string, Workload> {
  return new Map(pods.flatMap((pod) => [podKey(pod.ref), ...ipsOf(pod)].map((key) => [key, pod] as const)));
}

function upstreamIp(client: LogEntry | undefined): string | undefined {
  return hostAndPort(client?.upstreamHost)?.host;
}

/** Whether a proxy that speaks HTTP stands before the application that a caller's line names. */
function behindProxy(client: LogEntry, { services }: Pair, serverPods: readonly Workload[]): boolean | undefined {
  const ip = upstreamIp(client);
  const reached = serverPods.filter((pod) => ip !== undefined && ipsOf(pod).includes(ip));
  const pods = reached.length > 0 ? reached : serverPods;
  if (pods.length === 0) return services.every(({ meshExternal }) => meshExternal) ? false : undefined;
  const kinds = new Set(pods.map(({ proxy }) => proxy.kind));
  if (kinds.has("unknown")) return undefined;
  const bare = pods.filter(({ proxy }) => proxy.kind === "none" || proxy.kind === "ambient").length;
  return bare === pods.length ? false : bare === 0 ? true : undefined;
}

function inOrder(a: ObservedCall, b: ObservedCall): number {
  return compare(a.at, b.at) || lineOrder(a, b);
}

function lineOrder(a: ObservedCall, b: ObservedCall): number {
  const [one, other] = [a.client ?? a.server, b.client ?? b.server];
  return one === undefined || other === undefined ? 0 : byTime(one, other);
}

function isGood({ failed, client, server }: ObservedCall): boolean {
  return !failed && ![client, server].some((line) => line !== undefined && hungUp(line));
}

function bySignature(failed: readonly ObservedCall[]): Observation["failures"] {
  const groups = Map.groupBy(failed, ({ signature }) => signature);
  return [...groups]
    .map(([signature, calls]) => ({ signature, calls }))
    .sort((a, b) => b.calls.length - a.calls.length || compare(a.signature, b.signature));
}

function windowOf(calls: readonly ObservedCall[]): Observation["window"] {
  const [first] = calls;
  const last = calls.at(-1);
  return first === undefined || last === undefined ? undefined : { from: first.at, to: last.at };
}

/** From the first counted call until all of them had ended. */
function spanOf(calls: readonly ObservedCall[]): { readonly from: number; readonly to: number } | undefined {
  if (calls.length === 0) return undefined;
  let from = Number.POSITIVE_INFINITY;
  let to = Number.NEGATIVE_INFINITY;
  for (const { at, client, server } of calls) {
    const start = Date.parse(at);
    from = Math.min(from, start);
    to = Math.max(to, start + Math.max(client?.durationMs ?? 0, server?.durationMs ?? 0));
  }
  return { from, to };
}
