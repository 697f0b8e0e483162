import type { Verdict } from "../../model/diagnosis.ts";
import { exit } from "./io.ts";

/** The exit status of an answer with a verdict. */
export function statusOf(verdict: Verdict): number {
  switch (verdict) {
    case "healthy":
      return exit.healthy;
    case "unknown":
      return exit.unknown;
    default:
      return exit.hurt;
  }
}
