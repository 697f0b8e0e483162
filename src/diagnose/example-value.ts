import { compiledRegex } from "../mesh/compiled-regex.ts";
import type { StringMatch } from "../model/resources/virtual-service.ts";

/** A value that a StringMatch takes; `undefined`: none was found (a regex beyond the simple ones). */
export function exampleOf({ exact, prefix, regex }: StringMatch): string | undefined {
  if (exact !== undefined) return exact;
  if (prefix !== undefined) return prefix;
  if (regex === undefined || regex === "*") return "x";
  return candidates(regex).find((candidate) => compiledRegex(regex)?.matches(candidate) === true);
}

/** A value that an AuthorizationPolicy's pattern takes: exact, `prefix*`, `*suffix`, `*`, URI templates. */
export function exampleOfPattern(pattern: string): string {
  if (pattern === "*") return "x";
  if (pattern.includes("{")) return pattern.replaceAll("{*}", "x").replaceAll("{**}", "x");
  if (pattern.endsWith("*")) return `${pattern.slice(0, -1)}x`;
  if (pattern.startsWith("*")) return `x${pattern.slice(1)}`;
  return pattern;
}

/** Texts that simple regexes match, by taking each construct at its plainest; the regex itself has the last word. */
function candidates(regex: string): readonly string[] {
  const bare = regex
    .replace(/^\(\?[a-z]+\)/, "")
    .replace(/^\^/, "")
    .replace(/\$$/, "");
  const plain = (text: string): string =>
    text
      .replace(/\((?:\?:|\?P<[^>]+>)?([^()|]*)(?:\|[^()]*)?\)[*?]?/g, "$1")
      .replace(/\[\^[^\]]*\][+*]?/g, "x")
      .replace(/\[([^\]])[^\]]*\][+*]?(?:\{\d+(?:,\d*)?\})?/g, "$1")
      .replace(/\\d[+*]?/g, "1")
      .replace(/\\w[+*]?/g, "x")
      .replace(/\.[*]\??/g, "")
      .replace(/\.[+]\??/g, "x")
      .replace(/([^\\])[?*]/g, "$1")
      .replace(/\+/g, "")
      .replace(/\\(.)/g, "$1");
  const first = bare.split("|", 1).join("");
  return [plain(bare), plain(first), plain(plain(bare)), `${plain(bare)}x`, "/", "x", ""];
}
