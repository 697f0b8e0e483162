import type { Order } from "../../model/job.ts";
import type { MeshError } from "../../model/mesh-error.ts";
import type { Retry } from "../../render/slack/error-message.ts";

/** How an order would be typed with another name in place of the one that was not understood. */
export function retryOf(order: Order, { message }: MeshError): Retry {
  switch (order.verb) {
    case "why": {
      const { from, to } = order.question;
      const isFrom = message.includes(`"${from}"`) && !message.includes(`"${to}"`);
      if (!isFrom && !message.includes(`"${to}"`)) return {};
      return {
        command: (name) => [...(isFrom ? ["why", name, to] : ["why", from, name]), ...placeOf(order)].join(" "),
      };
    }
    case "health":
    case "who":
      return { command: (name) => [order.verb, name, ...placeOf(order)].join(" ") };
    case "tell":
      return { command: (command) => command };
    default:
      return {};
  }
}

function placeOf({ cluster }: { readonly cluster: string }): readonly string[] {
  return cluster === "" ? [] : ["in", cluster];
}
