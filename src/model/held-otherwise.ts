import type { CauseOf } from "./cause.ts";

/** `the proxy of payment-1 does not hold what the objects say: it enforces AuthorizationPolicy shop/old`. */
export function heldOtherwise({ pods, what, isPossible }: CauseOf<"held-otherwise">): string {
  const [first] = pods;
  const whose = pods.length > 1 ? `${first?.name ?? ""} and ${pods.length - 1} more` : (first?.name ?? "a pod");
  return `the proxy of ${whose} ${isPossible ? "may not" : "does not"} hold what the objects say: ${what}`;
}
