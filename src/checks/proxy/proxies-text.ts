import type { ProxyFact } from "../../model/proxy-facts.ts";

/** `the proxy of checkout-5c6d7-a1b2c`, `3 proxies of checkout`; `verb` follows, for one and for several. */
export function proxiesText(
  facts: readonly ProxyFact[],
  verb: { readonly one: string; readonly many: string },
): string {
  const [first] = facts;
  if (first === undefined) return "";
  if (facts.length === 1) return `the proxy of ${first.workload.ref.name} ${verb.one}`;
  const owners = new Set(facts.map(({ workload }) => workload.owner.name));
  return `${facts.length} proxies of ${[...owners].join(" and ")} ${verb.many}`;
}
