import type { LogEntry, Tunnel } from "../model/log-entry.ts";
import { answeredUpstream, deniedBy, hungUp, isOwnFailure, isRefusedBeyond } from "../model/log-line.ts";
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
  if (client !== undefined && isRefusedBeyond(client)) {
    const told = server !== undefined && isOwnFailure(server) ? server : client;
    return verdict(true, "server-proxy", told);
  }
  if (client !== undefined && isOwnFailure(client)) return verdict(true, "client-proxy", client);
  if (client !== undefined && succeeded(client)) return verdict(false, answererOf(client, server, behindProxy), client);
  if (server !== undefined) return judgeServer(server, client);
  if (client === undefined) return { failed: false, answeredBy: "unknown", signature: "" };
  return verdict(client.code >= 500, answererOf(client, server, behindProxy), client);
}

function judgeServer(server: LogEntry, client: LogEntry | undefined) {
  if (isOwnFailure(server)) return verdict(true, "server-proxy", server);
  // A tunnel that held tells nothing of what was answered in it.
  if (server.tunnel !== undefined) return verdict((client?.code ?? 0) >= 500, "unknown", client ?? server);
  if (hungUp(server)) return verdict((client?.code ?? 0) >= 500, "unknown", client ?? server);
  return verdict(server.code >= 500, passedOn(server) ? "application" : "server-proxy", server);
}

function answererOf(
  client: LogEntry,
  server: LogEntry | undefined,
  behindProxy: (client: LogEntry) => boolean | undefined,
): Answerer {
  if (server?.tunnel !== undefined) return "application";
  if (server !== undefined) return passedOn(server) ? "application" : "server-proxy";
  if (client.tunnel !== undefined) return "unknown";
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
  if (entry.tunnel !== undefined) return tunnelSignature(entry.tunnel);
  const { code, details, terminationDetails, transportFailure } = entry;
  const refusal = deniedBy(terminationDetails) === undefined ? undefined : terminationDetails;
  const why = details ?? refusal ?? transportFailure ?? terminationDetails;
  const flags = notableFlags(entry);
  return [code, ...(flags === "" ? [] : [flags]), ...(why === undefined ? [] : [withoutAddresses(why)])].join(" ");
}

/** `ztunnel: http status: 401 Unauthorized`: its own words, without addresses. */
function tunnelSignature({ error }: Tunnel): string {
  return `ztunnel: ${error === undefined ? "connection complete" : shortened(error.replace(addresses, "…"))}`;
}

/** URX stands beside the flag of the last try, before or after it, as the version likes: it tells nothing by itself. */
function notableFlags({ flags }: LogEntry): string {
  const telling = flags.filter((flag) => flag !== "URX");
  return (telling.length > 0 ? telling : [...flags]).toSorted().join(",");
}

const longestReason = 200;
const addresses = /\[[0-9a-f]*:[0-9a-f:.]+\](?::\d+)?|(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?(?![\d.])/gi;

function withoutAddresses(reason: string): string {
  const plain = reason
    .replaceAll(" ", "_")
    .replace(/[|,]?remote_address:[^|,}]*/g, "")
    .replace(addresses, "…");
  return shortened(plain);
}

function shortened(reason: string): string {
  return reason.length > longestReason ? `${reason.slice(0, longestReason)}…` : reason;
}
