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
    ...(first?.client === undefined ? [] : [logEvidence(first.client, `the caller's ${proxyWord(first.client)}`)]),
    ...(first?.server === undefined ? [] : [logEvidence(first.server, `the callee's ${proxyWord(first.server)}`)]),
    ...(latest === undefined ? [] : [logEvidence(latest, `the latest of ${calls.length}`)]),
  ];
}

function proxyWord({ tunnel }: LogEntry): string {
  return tunnel === undefined ? "proxy" : "ztunnel";
}
