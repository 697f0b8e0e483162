import type { LogEntry } from "../../model/log-entry.ts";
import type { Ref } from "../../model/ref.ts";
import { entryOf } from "./entry-of.ts";
import type { LogFormat } from "./log-format.ts";
import { plainLine } from "./plain-line.ts";
import { readJsonLine } from "./read-json-line.ts";
import { readTextLine } from "./read-text-line.ts";
import { readTunnelLine } from "./read-tunnel-line.ts";
import { reduceSecrets } from "./reduce-secrets.ts";
import { startTime } from "./start-time.ts";

export interface AccessLogText {
  /** Whole lines. */
  readonly text: string;
  /** The number of the first of them in the file, from 1. */
  readonly firstLine: number;
  readonly file: string;
  /** The pod whose proxy wrote them. */
  readonly pod: Ref;
  readonly container: string;
  readonly format: LogFormat;
}

export interface ParsedAccessLog {
  readonly entries: LogEntry[];
  /** Lines that are none of an access log: the proxy's other messages, and what could not be understood. */
  readonly otherLines: number;
}

/** Longer lines are not looked at: Envoy takes headers of at most 60 KiB. */
const longestLine = 128 * 1024;

/** Reads the access log lines among what a proxy printed, Envoy or ztunnel, in any of the formats that they may have. */
export function parseAccessLog(input: AccessLogText): ParsedAccessLog {
  const { text, firstLine, file } = input;
  const entries: LogEntry[] = [];
  let otherLines = 0;
  let number = firstLine;
  for (let start = 0; start < text.length; number++) {
    const found = text.indexOf("\n", start);
    const end = found < 0 ? text.length : found;
    const line = text.slice(start, end).trim();
    start = end + 1;
    if (line === "") continue;
    const entry = line.length > longestLine ? undefined : entryIn(line, { file, line: number }, input);
    if (entry === undefined) otherLines++;
    else entries.push(entry);
  }
  return { entries, otherLines };
}

function entryIn(given: string, place: LogEntry["place"], { pod, container, format }: AccessLogText) {
  const line = reduceSecrets(plainLine(given));
  const origin = { pod, container, place };
  const entry = read(line, undefined);
  if (entry !== undefined) return entry;
  const { rest, logged } = withoutPrefix(line);
  return rest === line ? undefined : read(rest, logged);

  function read(text: string, logged: string | undefined): LogEntry | undefined {
    const connection = readTunnelLine(text, origin);
    if (connection !== undefined) return connection;
    for (const layout of format.layouts) {
      const found = layout.kind === "json" ? readJsonLine(text, layout) : readTextLine(text, layout);
      const made = found === undefined ? undefined : entryOf(found, logged, origin);
      if (made !== undefined) return made;
    }
    return undefined;
  }
}

const prefix =
  /^(?:\[pod\/[^\]\s]{1,300}\] )?(?:(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)) )?(?:std(?:out|err) [FP] )?/;

/** Takes away what `kubectl logs --prefix --timestamps` and container runtimes put before a line. */
function withoutPrefix(line: string): { readonly rest: string; readonly logged: string | undefined } {
  const match = prefix.exec(line);
  const stamp = match?.[1];
  return {
    rest: line.slice(match?.[0].length ?? 0),
    logged: stamp === undefined ? undefined : startTime(stamp),
  };
}
