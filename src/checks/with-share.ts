import { isOne } from "../model/fraction.ts";
import type { Ending, Trace } from "../model/trace.ts";
import { requestsText } from "./requests-text.ts";

/** A summary: what is wrong, and before it how many requests it hurts where that is not all of them. */
export function withShare(
  { share, trace }: Pick<Ending, "share"> & { readonly trace: Trace },
  one: string,
  many: string,
  what: string,
): string {
  return isOne(share) ? what : `${requestsText(share, trace.flow, one, many)}: ${what}`;
}
