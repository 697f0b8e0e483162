import type { LogEntry, Tunnel, TunnelEnd } from "../../model/log-entry.ts";
import { plainLine } from "./plain-line.ts";
import { reduceSecrets } from "./reduce-secrets.ts";
import { startTime } from "./start-time.ts";

/** How much of each text in a line is kept. */
const keptCharacters = 1024;
const messages: ReadonlySet<unknown> = new Set(["connection complete", "connection failed"]);
const head =
  /^(\d{4}-\d\d-\d\dT\S{8,32})\s+[A-Za-z]{4,5}\s+(?:ztunnel::)?access(?::\s|\s)\s*(connection (?:complete|failed))\s+/;
const pair = /([a-z][a-z_.]{1,40})=(?:"((?:[^"\\]|\\.)*)"|([^\s"]+))(?:\s+|$)/y;

/** What a line says, by ztunnel's own names. */
type Fields = ReadonlyMap<string, string>;

/**
 * Reads a line of ztunnel's access log, as text or as JSON: one for each connection that has ended, or that could not
 * begin. `at` is when the connection began: the line's time less the duration.
 * Source: ztunnel src/proxy/metrics.rs `ConnectionResult.record_internal`, `log_early_deny`; src/telemetry.rs
 * `IstioFormat`, `IstioJsonFormat`. Its README calls the format unstable: what is not known is passed over.
 * @returns undefined when the line is none of these, or was cut
 */
export function readTunnelLine(
  line: string,
  origin: Pick<LogEntry, "pod" | "container" | "place">,
): LogEntry | undefined {
  if (!line.includes("src.addr")) return undefined;
  const read = line.startsWith("{") ? jsonFields(line) : textFields(line);
  if (read === undefined) return undefined;
  const { fields } = read;
  const ended = startTime(fields.get("time") ?? "");
  const durationMs = duration(fields.get("duration"));
  const tunnel = tunnelOf(fields);
  if (ended === undefined || tunnel === undefined) return undefined;
  if (fields.has("duration") && durationMs === undefined) return undefined;
  // A line that tells neither how long it took nor what went wrong was cut.
  if (durationMs === undefined && tunnel.error === undefined) return undefined;
  const bytes = bytesOf(fields, tunnel.direction);
  const upstreamHost =
    tunnel.direction === "outbound" ? tunnel.destination.address : (tunnel.target ?? tunnel.destination.address);
  return {
    ...origin,
    line: read.line,
    at: new Date(Date.parse(ended) - (durationMs ?? 0)).toISOString(),
    code: 0,
    flags: [],
    ...bytes,
    ...(durationMs === undefined ? {} : { durationMs }),
    upstreamHost,
    downstreamRemoteAddress: tunnel.source.address,
    tunnel,
  };
}

interface Read {
  readonly fields: Fields;
  readonly line: string;
}

function textFields(written: string): Read | undefined {
  // Tabs part the columns; where lines are shown they would stand as `\t`.
  const line = written.replaceAll("\t", " ");
  const match = head.exec(line);
  if (match === null) return undefined;
  const fields = new Map([["time", match[1] ?? ""]]);
  pair.lastIndex = match[0].length;
  while (pair.lastIndex < line.length) {
    const found = pair.exec(line);
    if (found === null) return undefined;
    const [, name = "", quoted, bare = ""] = found;
    keep(fields, name, quoted === undefined ? bare : unquoted(quoted));
  }
  return { fields, line };
}

function jsonFields(line: string): Read | undefined {
  const object = objectIn(line);
  if (object === undefined || !messages.has(object.message) || !String(object.scope).endsWith("access"))
    return undefined;
  const fields = new Map<string, string>();
  for (const [name, value] of Object.entries(object))
    if (typeof value === "string" || typeof value === "number") keep(fields, name, String(value));
  // Escapes can hide from the look at the whole line what they spell.
  return { fields, line: line.includes("\\") ? JSON.stringify(Object.fromEntries(fields)) : line };
}

function objectIn(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : undefined;
  } catch {
    return undefined;
  }
}

/** The first that says a thing is believed. */
function keep(fields: Map<string, string>, name: string, value: string): void {
  if (value === "" || fields.has(name)) return;
  const text = reduceSecrets(plainLine(value));
  const cut = text.slice(0, keptCharacters - 1);
  fields.set(name, text.length <= keptCharacters ? text : `${cut.isWellFormed() ? cut : cut.slice(0, -1)}…`);
}

/** Rust prints texts with these escapes; others stand for what no terminal shows, and are dropped. */
function unquoted(text: string): string {
  return text.replace(/\\(?:u\{[0-9a-f]{1,6}\}|(.))/g, (_, sign: string | undefined) =>
    sign === undefined ? "" : /["'\\]/.test(sign) ? sign : " ",
  );
}

function tunnelOf(fields: Fields): Tunnel | undefined {
  const direction = fields.get("direction");
  const source = endOf(fields, "src");
  const destination = endOf(fields, "dst");
  if ((direction !== "outbound" && direction !== "inbound") || source === undefined || destination === undefined)
    return undefined;
  const [service, target, error] = ["dst.service", "dst.hbone_addr", "error"].map((name) => fields.get(name));
  return {
    direction,
    source,
    destination,
    ...(service === undefined ? {} : { service }),
    ...(target === undefined ? {} : { target }),
    ...(error === undefined ? {} : { error }),
  };
}

function endOf(fields: Fields, end: "src" | "dst"): TunnelEnd | undefined {
  const address = fields.get(`${end}.addr`);
  if (address === undefined) return undefined;
  const [name, namespace, identity] = ["workload", "namespace", "identity"].map((what) => fields.get(`${end}.${what}`));
  return {
    address,
    ...(name === undefined ? {} : { name }),
    ...(namespace === undefined ? {} : { namespace }),
    ...(identity === undefined ? {} : { identity }),
  };
}

function duration(text: string | undefined): number | undefined {
  const milliseconds = /^(\d{1,12})ms$/.exec(text ?? "")?.[1];
  return milliseconds === undefined ? undefined : Number(milliseconds);
}

/** As Envoy counts, seen from the proxy: received from the caller, sent to the caller. ztunnel counts from its pod. */
function bytesOf(fields: Fields, direction: Tunnel["direction"]): Pick<LogEntry, "bytesReceived" | "bytesSent"> {
  const [sent, received] = ["bytes_sent", "bytes_recv"].map((name) => number(fields.get(name)));
  const [fromCaller, toCaller] = direction === "outbound" ? [sent, received] : [received, sent];
  return {
    ...(fromCaller === undefined ? {} : { bytesReceived: fromCaller }),
    ...(toCaller === undefined ? {} : { bytesSent: toCaller }),
  };
}

function number(text: string | undefined): number | undefined {
  return /^\d{1,15}$/.test(text ?? "") ? Number(text) : undefined;
}
