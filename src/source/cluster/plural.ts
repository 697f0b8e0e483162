import { apiOf } from "../../kinds/api-of.ts";
import type { Kind } from "../../model/resource-kinds.ts";

/** How several objects of a kind are called: `Pods`, `Gateways`, `AuthorizationPolicies`, `Ingresses`. */
export function plural(kind: Kind): string {
  const { kind: name } = apiOf(kind);
  if (/[^aeiou]y$/.test(name)) return `${name.slice(0, -1)}ies`;
  return name.endsWith("s") ? `${name}es` : `${name}s`;
}
