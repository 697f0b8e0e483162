import type { Fix } from "../model/fix.ts";
import { isOne } from "../model/fraction.ts";

/** What simulation has shown of a fix: that all arrives with it, or that it is one step on the way there. */
export function proof({ deliveredShare }: Pick<Fix, "deliveredShare">): string {
  return isOne(deliveredShare) ? "proven by simulation" : "a first step, proven by simulation";
}
