import type { LogEntry } from "../../model/log-entry.ts";
import type { Ref } from "../../model/ref.ts";
import type { Gap } from "../../model/snapshot.ts";
import type { LogFormat } from "../access-log/log-format.ts";
import { parseAccessLog } from "../access-log/parse-access-log.ts";
import { fileTrouble } from "./file-trouble.ts";
import { inputOf } from "./input.ts";
import { limits } from "./limits.ts";
import { lineNumber } from "./line-number.ts";
import type { ListedFile } from "./list-files.ts";

/** What the proxies' logs of a snapshot say. */
export interface Logs {
  readonly entries: readonly LogEntry[];
  readonly lines: number;
  /** `namespace/name` of every Pod whose proxy's log was read. */
  readonly pods: readonly string[];
  readonly gaps: readonly Gap[];
}

/** Whose log a file is, by its name. */
export interface LogOwner {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
}

const chunk = 1 << 20;
const newline = 10;

/** Reads `…/logs/<namespace>/<pod>/<container>.log`, and a bug report's `…/proxies/<namespace>/<pod>/istio-proxy.log`. */
export function logOwner(name: string): LogOwner | undefined {
  const [, of, proxied] = /(?:^|\/)proxies\/([^/]+)\/([^/]+)\/(?:istio-)?proxy\.log$/.exec(name) ?? [];
  if (of !== undefined && proxied !== undefined) return { namespace: of, pod: proxied, container: "istio-proxy" };
  const [, namespace, pod, container] = /(?:^|\/)logs\/([^/]+)\/([^/]+)\/([^/]+)\.log$/.exec(name) ?? [];
  return namespace === undefined || pod === undefined || container === undefined
    ? undefined
    : { namespace, pod, container };
}

/**
 * Reads the proxies' logs of namespaces of interest; of a long one the newest part. Of what a ztunnel wrote for its whole
 * node, only connections with an end in such a namespace, or in one that it does not know, are kept.
 * @param controlPlane where ztunnels run
 */
export function readLogs(
  files: readonly ListedFile[],
  format: LogFormat,
  isOfInterest: (namespace: string) => boolean,
  controlPlane: ReadonlySet<string>,
): Logs {
  const entries: LogEntry[] = [];
  const gaps: Gap[] = [];
  const pods = new Set<string>();
  let lines = 0;
  for (const file of files) {
    const owner = logOwner(file.name);
    if (owner === undefined || owner.container !== "istio-proxy" || !isOfInterest(owner.namespace)) continue;
    try {
      readOne(file, owner);
      pods.add(`${owner.namespace}/${owner.pod}`);
    } catch (error) {
      gaps.push({ what: file.name, why: fileTrouble(error) });
    }
  }
  return { entries, lines, pods: [...pods], gaps };

  function isKept(tunnel: LogEntry["tunnel"], writer: string): boolean {
    if (tunnel === undefined) return true;
    // Anybody may print such lines; of a node's proxy they are believed.
    if (!controlPlane.has(writer)) return false;
    const ends = [tunnel.source.namespace, tunnel.destination.namespace];
    const named = ends.filter((namespace) => namespace !== undefined);
    return named.length === 0 || named.some(isOfInterest);
  }

  function readOne(file: ListedFile, { namespace, pod, container }: LogOwner): void {
    const ref: Ref = { apiVersion: "v1", kind: "Pod", namespace, name: pod };
    const input = inputOf(file);
    let at = Math.max(0, file.size - limits.logBytes);
    if (at > 0) {
      const begin = input.read(at - 1, at + chunk);
      at += Math.max(0, begin.indexOf(newline));
      gaps.push({
        what: file.name,
        why: `only the newest ${limits.logBytes >> 20} MiB of ${file.size >> 20} were read`,
      });
    }
    let firstLine = lineNumber(input, at);
    while (at < file.size) {
      const bytes = input.read(at, Math.min(file.size, at + chunk));
      const last = bytes.lastIndexOf(newline);
      const whole = at + bytes.length >= file.size || last < 0 ? bytes : bytes.subarray(0, last + 1);
      if (whole.length === 0) break;
      const parsed = parseAccessLog({
        text: whole.toString("utf8"),
        firstLine,
        file: file.name,
        pod: ref,
        container,
        format,
      });
      for (const entry of parsed.entries) if (isKept(entry.tunnel, namespace)) entries.push(entry);
      const count = parsed.entries.length + parsed.otherLines;
      lines += count;
      firstLine += count;
      at += whole.length;
    }
    input.close();
  }
}
