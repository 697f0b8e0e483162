/**
 * How most fields compare: exact, `abc*` by prefix, `*abc` by suffix, and `*` alone for anything that is not empty. An
 * asterisk elsewhere is a character like any other.
 * Source: pilot/pkg/security/authz/matcher/string.go `StringMatcher`.
 */
export function valueMatches(pattern: string, text: string): boolean {
  if (pattern === "*") return text !== "";
  if (pattern.startsWith("*")) return text.endsWith(pattern.slice(1));
  if (pattern.endsWith("*")) return text.startsWith(pattern.slice(0, -1));
  return text === pattern;
}
