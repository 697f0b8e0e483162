import type { Verb } from "../../model/config.ts";
import type { Order } from "../../model/job.ts";

/** What the policy must allow for an order; `undefined`: it tells nothing of a mesh, and changes nothing. */
export function verbOf(order: Order): Verb | undefined {
  switch (order.verb) {
    case "recheck":
    case "show":
    case "share":
      return "why";
    case "acknowledge":
    case "resolve":
      return "escalate";
    case "home":
    case "catalogue":
    case "sweep":
    case "help":
    case "tell":
      return undefined;
    default:
      return order.verb;
  }
}
