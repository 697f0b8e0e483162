import type { LogEntry } from "../model/log-entry.ts";
import { answeredUpstream, deniedBy, hungUp, isOwnFailure } from "../model/log-line.ts";
import type { Answerer, ObservedCall } from "../model/observation.ts";
import type { JoinedLines } from "./join-lines.ts";

/**
 * Whether a call failed, whose answer it was, and under what name equal failures go.
 * `behindProxy`: whether a proxy stands before the application that the caller's line names; undefined: not known.
 * Source: istio-semantics §15.3 (decision table).
 */
export function judgeCall(
  { client, server }: JoinedLines,
  behindProxy: (client: LogEntry) => boolean | undefined,
): Pick<ObservedCall, "failed" | "answeredBy" | "signature"> {
  if (client !== undefined && isOwnFailure(client)) return verdict(true, "client-proxy", client);
  if (client !== undefined && succeeded(client)) return verdict(false, answererOf(client, server, behindProxy), client);
  if (server !== undefined) return judgeServer(server, client);
  if (client === undefined) return { failed: false, answeredBy: "unknown", signature: "" };
  return verdict(client.code >= 500, answererOf(client, server, behindProxy), client);
}

function judgeServer(server: LogEntry, client: LogEntry | undefined) {
  if (isOwnFailure(server)) return verdict(true, "server-proxy", server);
  if (hungUp(server)) return verdict((client?.code ?? 0) >= 500, "unknown", client ?? server);
  return verdict(server.code >= 500, passedOn(server) ? "application" : "server-proxy", server);
}

function answererOf(
  client: LogEntry,
  server: LogEntry | undefined,
  behindProxy: (client: LogEntry) => boolean | undefined,
): Answerer {
  if (server !== undefined) return passedOn(server) ? "application" : "server-proxy";
  if (!passedOn(client)) return "client-proxy";
  return behindProxy(client) === false ? "application" : "unknown";
}

/** Whether the proxy handed the call on; old formats tell by the address only. */
function passedOn(entry: LogEntry): boolean {
  return answeredUpstream(entry) || (entry.details === undefined && entry.upstreamHost !== undefined);
}

function succeeded({ code }: LogEntry): boolean {
  return code > 0 && code < 400;
}

function verdict(failed: boolean, answeredBy: Answerer, told: LogEntry) {
  return { failed, answeredBy, signature: signature(told) };
}

/**
 * `503 UC upstream_reset_before_response_started{connection_termination}`: equal for equal failures, whichever pod and
 * address they met.
 */
export function signature(entry: LogEntry): string {
  const { code, details, terminationDetails, transportFailure } = entry;
  const refusal = deniedBy(terminationDetails) === undefined ? undefined : terminationDetails;
  const why = details ?? refusal ?? transportFailure ?? terminationDetails;
  const flags = notableFlags(entry);
  return [code, ...(flags === "" ? [] : [flags]), ...(why === undefined ? [] : [withoutAddresses(why)])].join(" ");
}

/** URX stands beside the flag of the last try, before or after it, as the version likes: it tells nothing by itself. */
function notableFlags({ flags }: LogEntry): string {
  const telling = flags.filter((flag) => flag !== "URX");
  return (telling.length > 0 ? telling : [...flags]).toSorted().join(",");
}

const longestReason = 200;

function withoutAddresses(reason: string): string {
  const plain = reason
    .replaceAll(" ", "_")
    .replace(/[|,]?remote_address:[^|,}]*/g, "")
    .replace(/\[[0-9a-f]*:[0-9a-f:.]+\](?::\d+)?|(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?(?![\d.])/gi, "…");
  return plain.length > longestReason ? `${plain.slice(0, longestReason)}…` : plain;
}
