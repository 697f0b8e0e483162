import type { Order } from "../../model/job.ts";

/** What the asker is told at once: that it is understood, and where the answer will be. */
export function summaryOfOrder(order: Order): string {
  switch (order.verb) {
    case "why":
      return `Looking whether ${order.question.from} can reach ${order.question.to}${where(order.cluster)}. The answer comes here.`;
    case "health":
      return `Looking at every pair into ${order.of}${where(order.cluster)}. The answer comes here.`;
    case "who":
      return `Looking who calls ${order.of}${where(order.cluster)}. The answer comes here.`;
    case "doctor":
      return `Looking at what can be asked${where(order.cluster)}. The answer comes here.`;
    case "digest":
      return "Putting the digest together. It comes here.";
    default:
      return "On it.";
  }
}

function where(cluster: string): string {
  return cluster === "" ? "" : ` in ${cluster}`;
}
