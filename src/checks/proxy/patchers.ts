import type { Advice } from "../../model/fix.ts";
import type { PatchingFilter, ProxyFact } from "../../model/proxy-facts.ts";
import type { ConfigType } from "../../model/proxy-state.ts";
import { refText } from "../../model/ref.ts";
import { refusalsOf, typeText } from "./refusals.ts";

/** EnvoyFilters by which a proxy may rightly hold something else; none where it refused something, which tells more. */
export function patchersOf(fact: ProxyFact, part: ConfigType | undefined): readonly PatchingFilter[] {
  if (part === undefined || refusalsOf(fact).length > 0) return [];
  return fact.filters.filter(({ patches }) => patches.includes(part));
}

/** `; EnvoyFilter shop/keepalive patches clusters here and may be why`; empty where none does. */
export function patchedText(filters: readonly PatchingFilter[], part: ConfigType | undefined): string {
  if (filters.length === 0 || part === undefined) return "";
  const verb = filters.length === 1 ? "patches" : "patch";
  return `; ${filters.map(({ ref }) => refText(ref)).join(", ")} ${verb} ${typeText(part)}s here and may be why`;
}

/** What a filter takes away or turns aside, no restart brings back. */
export function patchedAdvice(filters: readonly PatchingFilter[]): readonly Advice[] {
  return filters.map(({ ref }) => ({
    summary: `See whether ${refText(ref)} does this on purpose`,
    why: "istiod applies it anew to each proxy, so that a restart changes nothing of it",
  }));
}
