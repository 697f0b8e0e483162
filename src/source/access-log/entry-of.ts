import type { LogEntry } from "../../model/log-entry.ts";
import { longFlags } from "./long-flags.ts";
import type { RawLine } from "./raw-line.ts";
import type { ReadLine } from "./read-text-line.ts";

/** How much of a line, and of each text in it, is kept. */
const keptCharacters = 4096;

const wholeNumber = /^\d{1,15}$/;
const statusCode = /^\d{1,3}$/;
const flagList = /^[A-Za-z]{1,40}(?:,[A-Za-z]{1,40})*$/;

/**
 * What a line says, as an entry.
 * @param logged when the line was logged, by a timestamp before it: for formats without one of their own
 * @returns undefined when what should be a status, a flag or a number is none: then this is no access log line
 */
export function entryOf(
  { raw, line }: ReadLine,
  logged: string | undefined,
  origin: Pick<LogEntry, "pod" | "container" | "place">,
): LogEntry | undefined {
  const at = raw.at ?? logged;
  const flags = flagsOf(raw);
  if (at === undefined || flags === undefined || !tellsOfCall(raw)) return undefined;
  if (raw.code !== undefined && !statusCode.test(raw.code)) return undefined;
  if (!isNumber(raw.bytesReceived) || !isNumber(raw.bytesSent) || !isNumber(raw.durationMs)) return undefined;
  const keep = line.length > keptCharacters ? bounded : unbounded;
  return {
    pod: origin.pod,
    container: origin.container,
    place: origin.place,
    line: bounded(line) as string,
    at,
    method: keep(raw.method),
    path: keep(raw.path),
    protocol: keep(raw.protocol),
    code: Number(raw.code ?? 0),
    flags,
    details: keep(raw.details),
    terminationDetails: keep(raw.terminationDetails),
    transportFailure: keep(raw.transportFailure),
    bytesReceived: number(raw.bytesReceived),
    bytesSent: number(raw.bytesSent),
    durationMs: number(raw.durationMs),
    authority: keep(raw.authority),
    requestId: keep(raw.requestId),
    userAgent: keep(raw.userAgent),
    forwardedFor: keep(raw.forwardedFor),
    upstreamHost: keep(raw.upstreamHost),
    upstreamCluster: keep(raw.upstreamCluster),
    upstreamLocalAddress: keep(raw.upstreamLocalAddress),
    downstreamLocalAddress: keep(raw.downstreamLocalAddress),
    downstreamRemoteAddress: keep(raw.downstreamRemoteAddress),
    requestedServerName: keep(raw.requestedServerName),
    routeName: keep(raw.routeName),
  };
}

/** How a call ended, and something that only a proxy knows of it: the other things that programs log lack one. */
function tellsOfCall(raw: RawLine): boolean {
  const { code, flags, flagNames, details, authority, upstreamCluster, upstreamHost, downstreamRemoteAddress } = raw;
  const ended = code ?? flags ?? flagNames;
  const byProxy = flags ?? flagNames ?? details ?? upstreamCluster ?? upstreamHost ?? downstreamRemoteAddress;
  return ended !== undefined && (byProxy ?? authority) !== undefined;
}

function flagsOf({ flags, flagNames }: RawLine): readonly string[] | undefined {
  const list = flags ?? flagNames;
  if (list === undefined) return noFlags;
  if (!flagList.test(list)) return undefined;
  return list.split(",").map((flag) => longFlags[flag] ?? flag);
}

const noFlags: readonly string[] = [];

function isNumber(text: string | undefined): boolean {
  return text === undefined || wholeNumber.test(text);
}

function number(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}

function unbounded(text: string | undefined): string | undefined {
  return text;
}

function bounded(text: string | undefined): string | undefined {
  if (text === undefined || text.length <= keptCharacters) return text;
  const cut = text.slice(0, keptCharacters - 1);
  return `${cut.isWellFormed() ? cut : cut.slice(0, -1)}…`;
}
