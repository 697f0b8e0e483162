import type { LogEntry } from "../../model/log-entry.ts";
import { failingFlags, isOwnFailure } from "../../model/log-line.ts";
import type { ObservedCall } from "../../model/observation.ts";
import type { End } from "../../model/trace.ts";

/** Whether one of these endings leaves such lines in the logs as the call did: the same flag, or the same details. */
export function isExplained({ client, server }: ObservedCall, ends: readonly End[]): boolean {
  const lines = [client, server].filter((line) => line !== undefined);
  return ends.some((end) => lines.some((line) => leaves(end, line)));
}

function leaves(end: End, line: LogEntry): boolean {
  // The callee turns a plaintext connection away; whether the caller's proxy logs that too depends on its log.
  if (end.cause?.code === "plaintext-to-strict" && line.details === "filter_chain_not_found") return true;
  if (end.responseFlag === undefined || !isOwnFailure(line)) return false;
  if (line.code !== 0 && end.httpStatus !== undefined && end.httpStatus !== line.code) return false;
  const flags = failingFlags(line);
  const expected = end.responseFlag.split(",").filter((flag) => flag !== "-" && flag !== "URX");
  if (expected.length > 0) return expected.some((flag) => flags.includes(flag));
  const details = head(line.details ?? line.terminationDetails);
  return (
    flags.length === 0 &&
    (details === undefined || end.responseDetails === undefined || details === head(end.responseDetails))
  );
}

/** `rbac_access_denied_matched_policy` of `rbac_access_denied_matched_policy[none]`. */
function head(details: string | undefined): string | undefined {
  return details?.split(/[[{]/)[0];
}
