import { plainText } from "../../kinds/plain-text.ts";
import type { LogEntry } from "../../model/log-entry.ts";
import { refText } from "../../model/ref.ts";
import type { Pod } from "../../model/resources/core.ts";
import type { Gap } from "../../model/snapshot.ts";
import type { LogFormat } from "../access-log/log-format.ts";
import { parseAccessLog } from "../access-log/parse-access-log.ts";
import { concerning } from "../node-proxies.ts";
import { proxyContainer as container, hasProxy } from "./has-proxy.ts";
import type { KubeApi } from "./kube-api.ts";
import { KubeTrouble } from "./kube-trouble.ts";
import { limits } from "./limits.ts";
import { type Right, ruleText } from "./right.ts";
import type { Talkers } from "./talkers.ts";

/** What the proxies of a pair have logged. */
export interface Logs {
  readonly entries: readonly LogEntry[];
  readonly lines: number;
  /** `namespace/name`. */
  readonly pods: readonly string[];
  readonly gaps: readonly Gap[];
}

interface PodLog {
  readonly pod: Pod;
  readonly isTunnel: boolean;
  readonly text?: string;
  readonly trouble?: KubeTrouble;
}

/** What reading logs takes, wherever the pods are. */
export const logRight: Right = { group: "", resource: "pods/log", verb: "get" };
const grant = `in a ClusterRole, or in a Role of the namespace: ${ruleText(logRight)} (optional)`;

/**
 * Reads the newest lines of the proxies of these pods, and of their nodes' what concerns them. What may not be read is
 * one gap, however many pods there are.
 */
export async function readLogs(
  api: KubeApi,
  { pods, tunnels, concerned }: Pick<Talkers, "pods" | "tunnels" | "concerned">,
  format: LogFormat,
  signal: AbortSignal,
): Promise<Logs> {
  const logs = await Promise.all([
    ...pods.filter((pod) => hasProxy(pod) && !tunnels.includes(pod)).map((pod) => readLog(api, pod, false, signal)),
    ...tunnels.map((pod) => readLog(api, pod, true, signal)),
  ]);
  const entries: LogEntry[] = [];
  let lines = 0;
  for (const { pod, isTunnel, text } of logs) {
    if (text === undefined) continue;
    const { namespace, name } = pod.metadata;
    const parsed = parseAccessLog({
      text,
      firstLine: 1,
      file: plainText(`logs/${namespace}/${name}/${container}.log`),
      pod: { apiVersion: "v1", kind: "Pod", namespace, name },
      container,
      format,
    });
    // Anybody may print what looks like a ztunnel's line; of a node's proxy it is believed.
    for (const entry of concerning(parsed.entries, concerned))
      if ((entry.tunnel !== undefined) === isTunnel) entries.push(entry);
    lines += parsed.entries.length + parsed.otherLines;
  }
  return {
    entries,
    lines,
    pods: logs.flatMap(({ pod, text }) =>
      text === undefined ? [] : [`${pod.metadata.namespace}/${pod.metadata.name}`],
    ),
    gaps: gapsOf(logs),
  };
}

async function readLog(api: KubeApi, pod: Pod, isTunnel: boolean, signal: AbortSignal): Promise<PodLog> {
  const { namespace, name } = pod.metadata;
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(name)}/log`;
  const [most, limitBytes] = isTunnel ? [limits.tunnelLines, limits.tunnelBytes] : [limits.logLines, limits.logBytes];
  const query = { container, tailLines: String(most), sinceSeconds: String(limits.logSeconds) };
  try {
    const text = await api.text(path, { query, signal, limitBytes });
    // What went wrong stands at the end of a line: one that was cut would tell that nothing did.
    return { pod, isTunnel, text: isTunnel ? text.slice(0, text.lastIndexOf("\n") + 1) : text };
  } catch (error) {
    if (!(error instanceof KubeTrouble)) throw error;
    return { pod, isTunnel, trouble: error };
  }
}

/** By reason, the first pod standing for all. */
function gapsOf(logs: readonly PodLog[]): readonly Gap[] {
  const byKind = new Map<string, PodLog[]>();
  for (const log of logs) {
    // A proxy that has not started has no log, and one that is gone has no more.
    if (log.trouble === undefined || log.trouble.kind === "not-found" || log.trouble.status === 400) continue;
    const key = `${log.trouble.kind} ${log.isTunnel}`;
    byKind.set(key, [...(byKind.get(key) ?? []), log]);
  }
  return [...byKind.values()].map((of) => {
    const [first] = of;
    const { namespace = "", name = "" } = first?.pod.metadata ?? {};
    const more = of.length > 1 ? ` and of ${of.length - 1} more` : "";
    return {
      what: `${first?.isTunnel === true ? "ztunnel" : "Envoy"}'s log of ${plainText(refText({ apiVersion: "v1", kind: "Pod", namespace, name }))}${more}`,
      why: plainText(first?.trouble?.message ?? ""),
      ...(first?.trouble?.kind === "forbidden" ? { grant } : {}),
    };
  });
}
