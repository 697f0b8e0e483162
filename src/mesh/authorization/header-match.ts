import { isReduced, reducedEndsWith, reducedEquals, reducedStartsWith } from "../reduced-value.ts";
import type { Truth } from "./truth.ts";
import { valueMatches } from "./value-match.ts";

/**
 * How headers compare: as `valueMatches`, but `*` alone wants the header to be there, empty or not. Of a value with
 * hidden parts some things cannot be told.
 * Source: pilot/pkg/security/authz/matcher/header.go `HeaderMatcher`.
 */
export function headerMatches(pattern: string, value: string | undefined): Truth {
  if (value === undefined) return false;
  if (pattern === "*") return true;
  if (!isReduced(value)) return valueMatches(pattern, value);
  if (pattern.startsWith("*")) return reducedEndsWith(value, pattern.slice(1));
  if (pattern.endsWith("*")) return reducedStartsWith(value, pattern.slice(0, -1));
  return reducedEquals(value, pattern);
}
