import type { Verdict } from "../model/diagnosis.ts";
import type { Span } from "./line.ts";
import { marked } from "./mark.ts";
import { verdictMark } from "./verdict-mark.ts";

/** `✗ BROKEN`. */
export function verdictSpan(verdict: Verdict): Span {
  return marked(verdictMark[verdict], verdict.toUpperCase());
}
