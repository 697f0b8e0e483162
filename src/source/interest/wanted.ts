import { isIP } from "node:net";

/** What one end of a question may stand for: rather too much than too little. */
export interface Wanted {
  /** Names that an object of the cluster may bear. */
  readonly names: ReadonlySet<string>;
  /** Namespaces that are named, if they are namespaces. */
  readonly namespaces: ReadonlySet<string>;
  /** The names count in the named namespaces only. */
  readonly isQualified: boolean;
  /** The whole as a host. */
  readonly host: string;
  readonly isAddress: boolean;
  /** `internet`: whatever stands at the edge of the mesh. */
  readonly isInternet: boolean;
  /** The kind that was named: `sa`, `pod`, `deploy`. */
  readonly kindWord: string | undefined;
  /** The bare name, without namespace and kind. */
  readonly name: string;
}

const kindWords: ReadonlySet<string> = new Set([
  ...["cj", "cronjob", "daemonset", "deploy", "deployment", "ds", "job", "po", "pod", "pods", "replicaset", "rs", "sa"],
  ...["service", "serviceaccount", "statefulset", "sts", "svc", "workload"],
]);

/** Reads one end of a question as far as is needed to know what to look for. Names are resolved elsewhere. */
export function wanted(text: string): Wanted {
  const { host, parts } = takeApart(text);
  const kindWord = parts.length > 1 && kindWords.has(parts[0] ?? "") ? parts[0] : undefined;
  const rest = kindWord === undefined || parts.length > 2 ? parts : parts.slice(1);
  const last = rest.at(-1) ?? "";
  const labels = last.split(".");
  const before = rest.slice(0, -1);
  const isQualified = before.length > 0 || (labels.length > 1 && kindWord === undefined);
  return {
    names: new Set([last, labels[0] ?? last, ...(labels.length > 2 ? [labels[1] ?? last] : [])]),
    namespaces: new Set([...parts.slice(0, -1), ...labels.slice(1)]),
    isQualified,
    host,
    isAddress: isIP(host) !== 0,
    isInternet: text.trim() === "internet",
    kindWord,
    name: isQualified && kindWord === undefined ? (labels[0] ?? last) : last,
  };
}

/** Whether a name in a namespace may be what is wanted. */
export function isWanted({ names, namespaces, isQualified }: Wanted, namespace: string, name: string): boolean {
  return names.has(name) && (!isQualified || namespaces.has(namespace));
}

function takeApart(text: string): { readonly host: string; readonly parts: readonly string[] } {
  const url = /^[a-z][a-z0-9+.-]*:\/\/(?:[^/@]*@)?(\[[^\]]*\]|[^/:?#]*)/i.exec(text.trim());
  const whole = url?.[1] ?? text.trim();
  const bare = whole.replace(/^\[(.*)\]$/, "$1");
  const host = isIP(bare) === 0 ? bare.replace(/:\d+$/, "").replace(/\.$/, "") : bare;
  return { host, parts: host.split("/").filter((part) => part !== "") };
}

/** `sa/x`: the pods that run as it answer, too. */
export function isServiceAccount({ kindWord }: Wanted): boolean {
  return kindWord === "sa" || kindWord === "serviceaccount";
}
