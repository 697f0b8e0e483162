import type { LogEvidence } from "../../model/evidence.ts";
import type { LogEntry } from "../../model/log-entry.ts";
import { logEvidence } from "../../model/log-line.ts";
import type { ObservedCall } from "../../model/observation.ts";

/** What both ends logged of the first of these calls, and of the last what the end that tells most logged. */
export function callEvidence(calls: readonly ObservedCall[]): readonly LogEvidence[] {
  const [first] = calls;
  const last = calls.length > 1 ? calls.at(-1) : undefined;
  const latest = last?.server ?? last?.client;
  return [
    ...(first?.client === undefined ? [] : [logEvidence(first.client, noteOn(first.client, "the caller's"))]),
    ...(first?.server === undefined ? [] : [logEvidence(first.server, noteOn(first.server, "the callee's"))]),
    ...(latest === undefined ? [] : [logEvidence(latest, `the latest of ${calls.length}`)]),
  ];
}

/** What went wrong stands at the end of ztunnel's long lines, which may not be shown. */
function noteOn({ tunnel }: LogEntry, whose: string): string {
  if (tunnel === undefined) return `${whose} proxy`;
  return tunnel.error === undefined ? `${whose} ztunnel` : `${whose} ztunnel: ${tunnel.error}`;
}
