import { type Disposition, isGood } from "../model/disposition.ts";
import type { End } from "../model/trace.ts";
import type { Mark } from "./mark.ts";

const words: Readonly<Record<Disposition, string>> = {
  delivered: "delivered",
  answered: "answered by the proxy",
  "failed-by-rule": "failed by a rule",
  misrouted: "misrouted",
  "name-not-found": "name not found",
  blocked: "blocked",
  "no-route": "no route",
  "no-cluster": "no cluster",
  "no-endpoint": "no endpoint",
  refused: "connection refused",
  reset: "connection reset",
  "tls-error": "TLS error",
  "protocol-error": "protocol error",
  unauthenticated: "unauthenticated",
  denied: "denied",
  hangs: "hangs",
  loops: "loops",
  unknown: "unknown",
};

/** `denied 403`, `no cluster 503 NC`: an ending in as few words as name it. */
export function endingWords(end: End): string {
  const status = namesStatus(end) ? "" : statusText(end);
  return [endingWord(end), status, flagOf(end)].filter((part) => part !== "").join(" ");
}

/** `denied`: how an ending is called. */
export function endingWord(end: End): string {
  return ruleWord(end) ?? words[end.disposition];
}

/** What kind of rule failed the request, where that is known: `aborted by an injected fault`. */
export function ruleWord(end: End): string | undefined {
  if (end.disposition !== "failed-by-rule") return undefined;
  if (end.cause?.code === "fault-abort") return "aborted by an injected fault";
  return namesStatus(end) ? `answered with ${statusText(end)} by a VirtualService` : undefined;
}

/** Whether the word for an ending says the status already. */
export function namesStatus(end: End): boolean {
  const isDirect = end.disposition === "failed-by-rule" && end.cause?.code === "direct-response";
  return isDirect && statusText(end) !== "";
}

/** `403`, `gRPC 14`, or nothing where no status is sent. */
export function statusText({ httpStatus, grpcStatus }: End): string {
  if (grpcStatus !== undefined) return `gRPC ${grpcStatus}`;
  return httpStatus === undefined ? "" : `${httpStatus}`;
}

/** How an ending stands: a delay is a warning, even where all arrives. */
export function endingMark({ disposition, delayMs }: End): Mark {
  if (disposition === "unknown") return "unsure";
  if (!isGood(disposition)) return "bad";
  return delayMs === undefined || delayMs === 0 ? "good" : "warn";
}

function flagOf({ responseFlag }: End): string {
  return responseFlag === undefined || responseFlag === "-" ? "" : responseFlag;
}
