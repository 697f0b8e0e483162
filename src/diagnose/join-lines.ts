import { compare } from "../model/compare.ts";
import type { LogEntry } from "../model/log-entry.ts";
import { failingFlags, hostAndPort } from "../model/log-line.ts";
import { joinConnections } from "./join-connections.ts";
import { type LinesOfPair, podKey } from "./lines-of-pair.ts";

/** One call as its two ends logged it; at least one of them did. */
export interface JoinedLines {
  readonly client: LogEntry | undefined;
  readonly server: LogEntry | undefined;
}

/** A line with the time that the call took. */
interface Timed {
  readonly entry: LogEntry;
  readonly start: number;
  readonly end: number;
}

/** How far the clocks of two nodes may be apart: little where addresses join, more where the request's id does. */
const addressSlack = 2_000;
const idSlack = 60_000;
/** How many calls of one id or connection are compared with a line: an id that never changes must not cost n². */
const mostCompared = 64;

/**
 * Joins the lines of both ends: by x-request-id, else by the address that the caller's proxy connected from. Retries
 * are several lines of the server in one call: the one that fits the caller's answer stands for all. What the server
 * alone logged is a call of its own.
 * Source: istio-semantics §15.3.
 */
export function joinLines({ client, server, maybe }: LinesOfPair): readonly JoinedLines[] {
  const [connectionsOut, callsOut] = parted(client);
  const [connectionsIn, callsIn] = parted(server);
  return joinConnections(joinCalls({ client: callsOut, server: callsIn, maybe }), connectionsOut, connectionsIn);
}

/** What ztunnel logged, and what Envoy did. */
function parted(lines: readonly LogEntry[]): readonly [readonly LogEntry[], readonly LogEntry[]] {
  return [lines.filter(({ tunnel }) => tunnel !== undefined), lines.filter(({ tunnel }) => tunnel === undefined)];
}

function joinCalls({ client, server, maybe }: LinesOfPair): readonly JoinedLines[] {
  const calls = client.map(timed).sort(byStart);
  const byId = groupBy(calls, ({ entry }) => entry.requestId);
  const byAddress = groupBy(calls, ({ entry }) => entry.upstreamLocalAddress);
  const byPodIp = groupBy(calls.filter(isBroken), podIp);
  const answers = new Map<Timed, LogEntry[]>();
  const alone: LogEntry[] = [];
  for (const entry of [...server].sort(byTime)) if (!join(entry, callOf(entry))) alone.push(entry);
  for (const entry of [...maybe].sort(byTime)) join(entry, callBehind(entry));
  const joined = calls.map((call) => ({ client: call.entry, server: fitting(call.entry, answers.get(call) ?? []) }));
  return [...joined, ...alone.map((entry) => ({ client: undefined, server: entry }))];

  function join(entry: LogEntry, call: Timed | undefined): boolean {
    if (call === undefined) return false;
    const known = answers.get(call);
    if (known === undefined) answers.set(call, [entry]);
    else known.push(entry);
    return true;
  }

  function callOf(entry: LogEntry): Timed | undefined {
    const sameId = entry.requestId === undefined ? undefined : byId.get(entry.requestId);
    if (sameId !== undefined) return best(sameId, entry, idSlack);
    const remote = entry.downstreamRemoteAddress;
    const sameAddress = best((remote === undefined ? undefined : byAddress.get(remote)) ?? [], entry, addressSlack);
    if (sameAddress !== undefined && mayJoin(sameAddress.entry, entry)) return sameAddress;
    // Of a connection that was refused the caller often logs no address; and of several tries only the last.
    const ip = hostAndPort(remote)?.host;
    return ip === undefined || entry.code !== 0 ? undefined : best(byPodIp.get(ip) ?? [], entry, addressSlack);
  }

  function callBehind(entry: LogEntry): Timed | undefined {
    const remote = hostAndPort(entry.downstreamRemoteAddress);
    const sameId = byId.get(entry.requestId ?? "") ?? [];
    // Port 0: the address is read from X-Forwarded-For and is anybody's before the caller.
    const call = best(sameId, entry, idSlack);
    const hidden = (remote?.port ?? 0) === 0;
    return hidden || hostAndPort(call?.entry.upstreamLocalAddress)?.host === remote?.host ? call : undefined;
  }
}

/** A connection carries many requests: those with different ids are not one. */
function mayJoin(client: LogEntry, server: LogEntry): boolean {
  return client.requestId === undefined || server.requestId === undefined;
}

/** The call during which the server began, and that fits it best; the latest of equals. */
function best(calls: readonly Timed[], server: LogEntry, slack: number): Timed | undefined {
  const at = Date.parse(server.at);
  let found: Timed | undefined;
  let foundScore = -1;
  const last = lastBefore(calls, at + slack);
  for (let i = last; i >= 0 && i > last - mostCompared; i--) {
    const call = calls[i] as Timed;
    if (at > call.end + slack) continue;
    const score = similarity(call, server, at);
    if (score <= foundScore) continue;
    found = call;
    foundScore = score;
  }
  return found;
}

function similarity({ entry, start, end }: Timed, server: LogEntry, at: number): number {
  const address =
    entry.upstreamLocalAddress !== undefined && entry.upstreamLocalAddress === server.downstreamRemoteAddress;
  const path = entry.path === server.path && entry.method === server.method;
  const within = at >= start && at <= end;
  return (address ? 8 : 0) + (path ? 4 : 0) + (within ? 2 : 0) + (entry.code === server.code ? 1 : 0);
}

/** Index of the last call that began by then; -1 if none did. */
function lastBefore(calls: readonly Timed[], at: number): number {
  let low = 0;
  let high = calls.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((calls[middle] as Timed).start <= at) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

function fitting(client: LogEntry, answers: readonly LogEntry[]): LogEntry | undefined {
  return answers.findLast(({ code }) => code === client.code) ?? answers.at(-1);
}

function podIp({ entry }: Timed): string | undefined {
  return hostAndPort(entry.upstreamLocalAddress ?? entry.downstreamRemoteAddress)?.host;
}

function isBroken({ entry }: Timed): boolean {
  return failingFlags(entry).some((flag) => flag === "UC" || flag === "UF" || flag === "UR");
}

function timed(entry: LogEntry): Timed {
  const start = Date.parse(entry.at);
  return { entry, start, end: start + (entry.durationMs ?? 0) };
}

function byStart(a: Timed, b: Timed): number {
  return a.start - b.start || byTime(a.entry, b.entry);
}

/** By time; lines of one moment by pod, then by what they say. */
export function byTime(a: LogEntry, b: LogEntry): number {
  return compare(a.at, b.at) || compare(podKey(a.pod), podKey(b.pod)) || compare(a.line, b.line);
}

function groupBy(calls: readonly Timed[], keyOf: (call: Timed) => string | undefined): ReadonlyMap<string, Timed[]> {
  const groups = new Map<string, Timed[]>();
  for (const call of calls) {
    const key = keyOf(call);
    if (key === undefined) continue;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [call]);
    else group.push(call);
  }
  return groups;
}
