import { plain } from "../line.ts";
import { verdictSpan } from "../verdict-span.ts";

/** `✗ BROKEN` for a verdict as it was stored; a word that is none stays as it is. */
export function verdictWords(verdict: string): string {
  switch (verdict) {
    case "healthy":
    case "degraded":
    case "broken":
    case "unknown":
      return plain([verdictSpan(verdict)]).replaceAll("\u00a0", " ");
    default:
      return verdict;
  }
}
