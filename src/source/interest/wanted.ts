import { isIP } from "node:net";
import { kindOfWord, type WordKind } from "../../model/kind-words.ts";

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
  /** The kind that was named: `sa/x`, `ns/pod/x`. */
  readonly kind: WordKind | undefined;
  /** The bare name, without namespace and kind. */
  readonly name: string;
}

/** Reads one end of a question as far as is needed to know what to look for. Names are resolved elsewhere. */
export function wanted(text: string): Wanted {
  const { host, parts } = takeApart(text);
  const isAddress = isIP(host) !== 0;
  const { kind, rest } = withoutKind(parts);
  const last = rest.at(-1) ?? "";
  const labels = isAddress ? [last] : last.split(".");
  const before = rest.slice(0, -1);
  const isQualified = before.length > 0 || (labels.length > 1 && kind === undefined);
  return {
    names: new Set([last, labels[0] ?? last, ...(labels.length > 2 ? [labels[1] ?? last] : [])]),
    namespaces: new Set([...before, ...spacesIn(labels)]),
    isQualified,
    host,
    isAddress,
    isInternet: text.trim() === "internet",
    kind,
    name: isQualified && before.length === 0 ? (labels[0] ?? last) : last,
  };
}

/** `pod/x`, `ns/pod/x` and `pod/ns/x` without the word for the kind. */
function withoutKind(parts: readonly string[]): {
  readonly kind: WordKind | undefined;
  readonly rest: readonly string[];
} {
  const [first = "", second = ""] = parts;
  const inner = parts.length > 2 ? kindOfWord(second) : undefined;
  if (inner !== undefined) return { kind: inner, rest: [first, ...parts.slice(2)] };
  const kind = parts.length > 1 ? kindOfWord(first) : undefined;
  return kind === undefined ? { kind, rest: parts } : { kind, rest: parts.slice(1) };
}

/** Labels of a host that may be its namespace: none behind `svc`, where the cluster's own domain begins. */
function spacesIn(labels: readonly string[]): readonly string[] {
  const svc = labels.indexOf("svc", 2);
  return labels.slice(1, svc < 0 ? undefined : svc);
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
export function isServiceAccount({ kind }: Wanted): boolean {
  return kind === "ServiceAccount";
}
