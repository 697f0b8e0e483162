/** Traces that end at once. */
import { fraction } from "../../src/model/fraction.ts";
import { type End, hop, type Trace } from "../../src/model/trace.ts";
import { flow } from "./sightings.ts";

export const delivered: End = { kind: "end", disposition: "delivered", station: "inbound", at: "server", because: [] };

/** A failing end as a log would show it. */
export function failing(more: Partial<End>): End {
  return { kind: "end", disposition: "reset", station: "tls", at: "client", because: [], ...more };
}

/** A trace whose requests end in these ways, in equal shares. */
export function traceTo(...ends: readonly End[]): Trace {
  const share = fraction(1, ends.length);
  const start = hop({
    kind: "endpoint",
    at: "client",
    title: "",
    because: [],
    next: ends.map((to, i) => ({ share, label: String(i), to })),
  });
  return { flow, start, assumptions: [] };
}
