import { valueMatches } from "./value-match.ts";

/**
 * How headers compare: as `valueMatches`, but `*` alone wants the header to be there, empty or not.
 * Source: pilot/pkg/security/authz/matcher/header.go `HeaderMatcher`.
 */
export function headerMatches(pattern: string, value: string | undefined): boolean {
  if (value === undefined) return false;
  return pattern === "*" || valueMatches(pattern, value);
}
