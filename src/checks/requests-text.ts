import type { Flow } from "../model/flow.ts";
import { type Fraction, isOne } from "../model/fraction.ts";
import { percent } from "../model/percent.ts";

/** The subject and verb of a summary: `Every request goes`, `25 % of requests go`, `Every connection goes`. */
export function requestsText(share: Fraction, flow: Flow, one: string, many: string): string {
  const noun = flow.scheme === "tcp" || flow.scheme === "tls" ? "connection" : "request";
  const marks = marksOf(flow);
  return isOne(share) ? `Every ${noun}${marks} ${one}` : `${percent(share)} of ${noun}s${marks} ${many}`;
}

/** What sets apart a request that stands for one rule of the configuration: ` with end-user: jason`. */
function marksOf({ named, method, path, headers, through }: Flow): string {
  const by = through === undefined ? "" : ` through Service ${through}`;
  if (named) return by;
  const line = method === undefined && path === undefined ? "" : ` ${method ?? "GET"} ${path ?? "/"}`;
  return `${line}${by}${headers.map(({ name, value }) => ` with ${name}: ${value}`).join("")}`;
}
