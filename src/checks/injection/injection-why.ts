import type { InjectionVerdict } from "../../model/cause.ts";

/** Why pods have no proxy, in few words. */
export function injectionWhy({ wouldInjectNow, why }: InjectionVerdict): string {
  return wouldInjectNow ? "its pods are older than what asks for injection; new ones would get one" : why;
}
