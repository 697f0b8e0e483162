import { compare } from "../model/compare.ts";
import type { LogEntry } from "../model/log-entry.ts";
import { direction, isOwnFailure } from "../model/log-line.ts";
import type { Observation } from "../model/observation.ts";
import { dialledHost } from "./dialled-host.ts";
import { signature } from "./judge-call.ts";

type NextHop = Observation["nextHops"][number];

interface Tally {
  total: number;
  failed: number;
  readonly signatures: Map<string, number>;
}

/** Calls that `<to>`'s own proxies made between two times and that failed, by host, most failures first. */
export function nextHops(
  logs: readonly LogEntry[],
  isServer: (entry: LogEntry) => boolean,
  window: { readonly from: number; readonly to: number } | undefined,
): readonly NextHop[] {
  if (window === undefined) return [];
  const tallies = new Map<string, Tally>();
  for (const entry of logs) {
    const host = isServer(entry) && direction(entry) !== "inbound" ? dialledHost(entry) : undefined;
    if (host === undefined || !isWithin(entry, window)) continue;
    const tally = tallies.get(host) ?? { total: 0, failed: 0, signatures: new Map<string, number>() };
    tallies.set(host, tally);
    tally.total++;
    if (!isOwnFailure(entry) && entry.code < 500) continue;
    tally.failed++;
    const name = signature(entry);
    tally.signatures.set(name, (tally.signatures.get(name) ?? 0) + 1);
  }
  return [...tallies]
    .filter(([, { failed }]) => failed > 0)
    .map(([host, { failed, total, signatures }]) => ({ host, failed, total, signature: mostFrequent(signatures) }))
    .sort((a, b) => b.failed - a.failed || compare(a.host, b.host));
}

function isWithin({ at }: LogEntry, { from, to }: { readonly from: number; readonly to: number }): boolean {
  const time = Date.parse(at);
  return time >= from && time <= to;
}

function mostFrequent(counts: ReadonlyMap<string, number>): string {
  return [...counts].sort(([a, n], [b, m]) => m - n || compare(a, b))[0]?.[0] ?? "";
}
