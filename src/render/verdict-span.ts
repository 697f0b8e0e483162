import type { Verdict } from "../model/diagnosis.ts";
import type { Span } from "./line.ts";
import { type Mark, marked } from "./mark.ts";

const marks: Readonly<Record<Verdict, Mark>> = { healthy: "good", degraded: "warn", broken: "bad", unknown: "unsure" };

/** `✗ BROKEN`. */
export function verdictSpan(verdict: Verdict): Span {
  return marked(marks[verdict], verdict.toUpperCase());
}
