import type { CauseOf } from "./cause.ts";

/** `the proxy of payment-1 differs from the model: it enforces AuthorizationPolicy shop/old`. */
export function heldOtherwise({ pods, what }: CauseOf<"held-otherwise">): string {
  const [first] = pods;
  const more = pods.length > 1 ? ` and ${pods.length - 1} more` : "";
  return `the proxy of ${first?.name ?? "a pod"}${more} differs from the model: ${what}`;
}
