import type { ProxyFacts } from "../../model/proxy-facts.ts";

/**
 * Why nothing can be said although nothing was found: there is no proxy, or some of those that were asked did not tell.
 *
 * @param known how many of the asked told
 * @param unasked `istiod could not be asked of`, before the number of those that did not
 */
export function unaskedReason(
  { proxies, total }: ProxyFacts,
  known: number,
  unasked: string,
): { readonly status: "unknown" | "skipped"; readonly reason: string } | undefined {
  if (total === 0) return { status: "skipped", reason: "neither end has a proxy" };
  if (proxies.length === 0) return { status: "unknown", reason: "no proxy of the pair could be asked" };
  if (known === proxies.length) return undefined;
  return {
    status: "unknown",
    reason: `${unasked} ${known === 0 ? "any proxy of the pair" : `${proxies.length - known} of ${proxies.length} proxies`}`,
  };
}
