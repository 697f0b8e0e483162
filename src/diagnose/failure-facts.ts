import type { LogEntry } from "../model/log-entry.ts";
import { deniedBy, isOwnFailure, isRefusedBeyond, resetReason } from "../model/log-line.ts";
import type { ObservedCall } from "../model/observation.ts";

/** What the lines of a failed call tell, taken apart. */
export interface FailureFacts {
  readonly call: ObservedCall;
  /** The end whose proxy failed the call. */
  readonly end: "client" | "server" | "beyond";
  readonly code: number;
  readonly flags: ReadonlySet<string>;
  readonly details: string;
  /** Reset reason and what the transport said, in one text. */
  readonly reason: string;
  readonly cluster: string;
  readonly denied: ReturnType<typeof deniedBy>;
  /** The callee's proxy found no filter chain for the connection. */
  readonly turnedAway: boolean;
  /** The callee's proxy logs, so that a line missing there tells something. */
  readonly serverLogs: boolean;
  readonly viaGateway: boolean;
  /** What the ztunnel that tells most said went wrong. */
  readonly tunnelError: string | undefined;
}

/** Takes the lines of a failed call apart: those of the end that tells most. */
export function failureFacts(call: ObservedCall, serverLogs: boolean, viaGateway: boolean): FailureFacts {
  const { client, server } = call;
  const end = endOf(client, server);
  const told = (end === "client" && !isRefusedBeyond(client as LogEntry) ? client : (server ?? client)) as LogEntry;
  const details = told.details ?? "";
  const reset = resetReason(details);
  return {
    call,
    end,
    code: told.code,
    flags: new Set(told.flags),
    details,
    reason: `${reset?.reason ?? ""} ${reset?.transport ?? ""} ${told.transportFailure ?? ""}`,
    cluster: told.upstreamCluster ?? "",
    denied: deniedBy(details) ?? deniedBy(told.terminationDetails),
    turnedAway: server?.details === "filter_chain_not_found",
    serverLogs,
    viaGateway,
    tunnelError: told.tunnel?.error,
  };
}

function endOf(client: LogEntry | undefined, server: LogEntry | undefined): FailureFacts["end"] {
  if (client !== undefined && isOwnFailure(client)) return "client";
  return server !== undefined && isOwnFailure(server) ? "server" : "beyond";
}
