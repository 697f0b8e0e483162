/** Whether a host is a wildcard: its first character decides. Source: pkg/config/host/name.go. */
export function isWildcard(host: string): boolean {
  return host.startsWith("*");
}

/** Could one concrete name satisfy both? Source: host/name.go `Matches`. */
export function hostsOverlap(a: string, b: string): boolean {
  if (isWildcard(a) && isWildcard(b)) {
    const [x, y] = [a.slice(1), b.slice(1)];
    return x.length < y.length ? y.endsWith(x) : x.endsWith(y);
  }
  if (isWildcard(a)) return b.endsWith(a.slice(1));
  if (isWildcard(b)) return a.endsWith(b.slice(1));
  return a === b;
}

/** Is every name described by `a` described by `b`? Source: host/name.go `SubsetOf`. */
export function hostSubsetOf(a: string, b: string): boolean {
  if (isWildcard(a) && isWildcard(b)) return a.length >= b.length && a.endsWith(b.slice(1));
  if (isWildcard(a)) return false;
  if (isWildcard(b)) return a.endsWith(b.slice(1));
  return a === b;
}

/** Orders hosts from more to less specific: concrete, then longer, then alphabetical. Source: host/name.go `MoreSpecific`. */
export function bySpecificity(a: string, b: string): number {
  if (isWildcard(a) !== isWildcard(b)) return isWildcard(a) ? 1 : -1;
  if (a.length !== b.length) return b.length - a.length;
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * The most specific of the candidates that cover the needle.
 * Source: pilot/pkg/model/config.go `MostSpecificHostMatch`.
 */
export function mostSpecificMatch(needle: string, candidates: readonly string[]): string | undefined {
  if (candidates.includes(needle)) return needle;
  const covering = candidates.filter((candidate) => isWildcard(candidate) && hostSubsetOf(needle, candidate));
  return covering.sort(bySpecificity)[0];
}

/**
 * A name as Istio's configuration expands it: dotless names belong to the namespace of the resource that wrote
 * them, everything else stays. Source: pilot/pkg/model/config.go `ResolveShortnameToFQDN`.
 */
export function expandHost(host: string, namespace: string, domain: string): string {
  if (host === "" || host === "*" || host.includes(".") || host.includes(":")) return host;
  return `${host}.${namespace}.svc.${domain}`;
}

/** Every wildcard that could cover a concrete host, from most to least specific: `a.b.c` → `*.b.c`, `*.c`, `*`. */
export function wildcardsFor(host: string): string[] {
  const labels = host.split(".");
  const found: string[] = [];
  for (let i = 1; i < labels.length; i += 1) found.push(`*.${labels.slice(i).join(".")}`);
  return [...found, "*"];
}
