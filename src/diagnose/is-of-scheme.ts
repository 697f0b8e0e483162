import type { Pair } from "../model/pair.ts";
import type { Scheme } from "../model/question.ts";
import type { JoinedLines } from "./join-lines.ts";

/**
 * Whether a call may have been made in this tongue. A sidecar reads requests only where the application speaks
 * plaintext HTTP: a line with a method is no call of an application that speaks TLS or TCP. A gateway ends TLS itself.
 */
export function isOfScheme({ client, server }: JoinedLines, scheme: Scheme | undefined, pair: Pair): boolean {
  if (scheme !== "https" && scheme !== "tls" && scheme !== "tcp") return true;
  return pair.viaGateway || (client?.method ?? server?.method) === undefined;
}
