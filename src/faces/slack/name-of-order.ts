import type { Order } from "../../model/job.ts";

/** What was asked for, as a failure names it: `checkout → payment in demo`. */
export function nameOfOrder(order: Order): string {
  switch (order.verb) {
    case "why":
      return `${order.question.from} → ${order.question.to}${where(order.cluster)}`;
    case "health":
      return `the health of ${order.of}${where(order.cluster)}`;
    case "who":
      return `who calls ${order.of}${where(order.cluster)}`;
    case "doctor":
      return `the doctor${where(order.cluster)}`;
    case "digest":
      return order.digest === "" ? "the digest" : `the digest ${order.digest}`;
    case "recheck":
      return "the re-check";
    case "show":
      return order.part === "path" ? "the path" : "the YAML";
    case "acknowledge":
      return "the acknowledgement";
    case "resolve":
      return "the resolving";
    case "escalate":
      return "the escalation";
    case "home":
      return "the recent diagnoses";
    default:
      return `/mesh ${order.verb}`;
  }
}

function where(cluster: string): string {
  return cluster === "" ? "" : ` in ${cluster}`;
}
