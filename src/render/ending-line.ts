import { isBad } from "../model/disposition.ts";
import type { End, Side } from "../model/trace.ts";
import { endingMark, endingWords } from "./ending-words.ts";
import { type Line, line, toned } from "./line.ts";
import { marked } from "./mark.ts";
import { duration } from "./times.ts";
import { unknownReason } from "./unknown-reason.ts";

const places: Readonly<Record<Side, string>> = {
  client: "at the client",
  server: "at the server",
  gateway: "at the gateway",
  waypoint: "at the waypoint",
  network: "in the network",
};

/** How a request ends, where, and what else a reader wants to know of it. */
export function endingLine(end: End): Line {
  return line(marked(endingMark(end), endingWords(end)), ...whereabouts(end), delay(end), log(end));
}

function whereabouts(end: End): string[] {
  const { landed } = end;
  if (end.disposition === "unknown") return [`: ${unknownReason(end)}`];
  if (landed !== undefined)
    return [` to ${landed.host}:${landed.port}${landed.mtls ? " over mTLS" : ", without mTLS"}`];
  return isBad(end.disposition) ? [` ${places[end.at]}`] : [];
}

function delay({ delayMs }: End): string | undefined {
  return delayMs === undefined || delayMs === 0 ? undefined : `, after ${duration(delayMs)} of injected delay`;
}

function log({ disposition, responseFlag, responseDetails, cause }: End) {
  if (!isBad(disposition)) return undefined;
  if (responseDetails !== undefined) return toned("dim", `  log: ${responseDetails}`);
  if (responseFlag !== undefined) return undefined;
  if (disposition === "loops") return toned("dim", "  log at the gateway: a line for each turn");
  const turnedAway = cause?.code === "plaintext-to-strict" || cause?.code === "no-tls-chain";
  return toned("dim", turnedAway ? "  log at the server: 0 NR filter_chain_not_found" : "  no proxy logs it");
}
