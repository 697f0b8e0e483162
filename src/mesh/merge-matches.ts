import type { HttpMatchRequest, StringMatch } from "../model/resources/virtual-service.ts";

/** A match of root and delegate together, and which of each it came from. */
export interface MergedMatch {
  readonly match: HttpMatchRequest;
  /** Index into the root's matches; `undefined`: the root has none. */
  readonly root: number | undefined;
  /** Index into the delegate's matches; `undefined`: the delegate has none. */
  readonly part: number | undefined;
}

/**
 * Every pair of a root's and a delegate's match that agree, merged. Where one of the delegate's agrees with none of the
 * root's, the whole entry is lost and `conflict` is its index.
 * Source: pilot/pkg/model/virtualservice.go `mergeHTTPMatchRequests`.
 */
export function mergeMatches(
  root: readonly HttpMatchRequest[],
  part: readonly HttpMatchRequest[],
): { readonly matches: readonly MergedMatch[]; readonly conflict: number | undefined } {
  if (root.length === 0)
    return { matches: part.map((match, i) => ({ match, root: undefined, part: i })), conflict: undefined };
  if (part.length === 0)
    return { matches: root.map((match, i) => ({ match, root: i, part: undefined })), conflict: undefined };
  const matches: MergedMatch[] = [];
  for (const [j, leaf] of part.entries()) {
    const agreeing = [...root.entries()].filter(([, stem]) => !conflicting(stem, leaf));
    if (agreeing.length === 0) return { matches: [], conflict: j };
    for (const [i, stem] of agreeing) matches.push({ match: mergeMatch(stem, leaf), root: i, part: j });
  }
  return { matches, conflict: undefined };
}

/** The delegate's fields win; maps are joined. `ignoreUriCase` is the delegate's. Source: `mergeHTTPMatchRequest`. */
function mergeMatch(root: HttpMatchRequest, part: HttpMatchRequest): HttpMatchRequest {
  const names = [root.name, part.name].filter((name) => name !== undefined && name !== "");
  return {
    ...root,
    ...part,
    ...(names.length === 0 ? {} : { name: names.join("-") }),
    ...joined("headers", root.headers, part.headers),
    ...joined("withoutHeaders", root.withoutHeaders, part.withoutHeaders),
    ...joined("queryParams", root.queryParams, part.queryParams),
    ...joined("sourceLabels", root.sourceLabels, part.sourceLabels),
    ...(part.gateways === undefined || part.gateways.length === 0 ? pick("gateways", root.gateways) : {}),
  };
}

function joined<K extends string, V>(
  key: K,
  root: Readonly<Record<string, V>> | undefined,
  part: Readonly<Record<string, V>> | undefined,
): Partial<Record<K, Readonly<Record<string, V>>>> {
  return root === undefined && part === undefined ? {} : pick(key, { ...root, ...part });
}

function pick<K extends string, V>(key: K, value: V | undefined): Partial<Record<K, V>> {
  return value === undefined ? {} : ({ [key]: value } as Partial<Record<K, V>>);
}

/** Source: `hasConflict`. */
function conflicting(root: HttpMatchRequest, leaf: HttpMatchRequest): boolean {
  return (
    stringsConflict(root.uri, leaf.uri) ||
    stringsConflict(root.scheme, leaf.scheme) ||
    stringsConflict(root.method, leaf.method) ||
    stringsConflict(root.authority, leaf.authority) ||
    mapsConflict(root.headers, leaf.headers) ||
    mapsConflict(root.withoutHeaders, leaf.withoutHeaders) ||
    mapsConflict(root.queryParams, leaf.queryParams) ||
    (root.ignoreUriCase ?? false) !== (leaf.ignoreUriCase ?? false) ||
    portsConflict(root.port ?? 0, leaf.port ?? 0) ||
    namespacesConflict(root.sourceNamespace ?? "", leaf.sourceNamespace ?? "") ||
    labelsConflict(root.sourceLabels, leaf.sourceLabels) ||
    gatewaysConflict(root.gateways ?? [], leaf.gateways ?? [])
  );
}

function mapsConflict(
  root: Readonly<Record<string, StringMatch>> | undefined,
  leaf: Readonly<Record<string, StringMatch>> | undefined,
): boolean {
  return Object.entries(leaf ?? {}).some(([key, match]) => stringsConflict(root?.[key], match));
}

function portsConflict(root: number, leaf: number): boolean {
  return root > 0 && leaf > 0 && root !== leaf;
}

/** A root that names a namespace wants its delegate to name the same: silence conflicts. */
function namespacesConflict(root: string, leaf: string): boolean {
  return root !== "" && root !== leaf;
}

function labelsConflict(
  root: Readonly<Record<string, string>> | undefined,
  leaf: Readonly<Record<string, string>> | undefined,
): boolean {
  return Object.entries(leaf ?? {}).some(([key, value]) => root?.[key] !== undefined && root[key] !== value);
}

function gatewaysConflict(root: readonly string[], leaf: readonly string[]): boolean {
  if (root.length === 0 || leaf.length === 0) return false;
  return root.length < leaf.length || leaf.some((gateway) => !root.includes(gateway));
}

/** The delegate must lie within the root; next to a regex nothing can. Source: `stringMatchConflict`. */
function stringsConflict(root: StringMatch | undefined, leaf: StringMatch | undefined): boolean {
  if (root === undefined || leaf === undefined) return false;
  const [stem, bough] = [filled(root), filled(leaf)];
  if (stem.regex && (bough.regex || bough.prefix || bough.exact)) return true;
  if (bough.regex && (stem.regex || stem.prefix || stem.exact)) return true;
  if (stem.exact) return bough.prefix !== "" || bough.exact !== stem.exact;
  if (stem.prefix && bough.prefix) return !bough.prefix.startsWith(stem.prefix);
  if (stem.prefix && bough.exact) return !bough.exact.startsWith(stem.prefix);
  return true;
}

function filled({ exact = "", prefix = "", regex = "" }: StringMatch): Required<StringMatch> {
  return { exact, prefix, regex };
}
