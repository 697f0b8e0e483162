import { isWildcard } from "./host.ts";

/**
 * The key under which a host that a resource wrote is indexed: lower-case and expanded, the cluster's domain left out
 * so that indexes need not know it.
 * Source of the expansion: pilot/pkg/model/config.go `ResolveShortnameToFQDN`.
 */
export function writtenHostKey(host: string, namespace: string): string {
  const lower = host.toLowerCase();
  const isName = lower !== "" && !lower.includes(".") && !lower.includes(":") && !isWildcard(lower);
  return isName ? `${lower}.${namespace}.svc.` : lower;
}

/** The keys under which an expanded host may be indexed. */
export function hostKeys(host: string, domain: string): readonly string[] {
  const lower = host.toLowerCase();
  return lower.endsWith(`.svc.${domain}`) ? [lower, lower.slice(0, -domain.length)] : [lower];
}
