import type { Flow } from "../model/flow.ts";
import { type Fraction, isOne } from "../model/fraction.ts";

/** The subject and verb of a summary: `Every request goes`, `25 % of requests go`, `Every connection goes`. */
export function requestsText(share: Fraction, flow: Flow, one: string, many: string): string {
  const noun = flow.scheme === "tcp" || flow.scheme === "tls" ? "connection" : "request";
  const marks = marksOf(flow);
  return isOne(share) ? `Every ${noun}${marks} ${one}` : `${percent(share)} of ${noun}s${marks} ${many}`;
}

/** What sets apart a request that stands for one rule of the configuration: ` with end-user: jason`. */
function marksOf({ named, method, path, headers }: Flow): string {
  if (named) return "";
  const line = method === undefined && path === undefined ? "" : ` ${method ?? "GET"} ${path ?? "/"}`;
  return `${line}${headers.map(({ name, value }) => ` with ${name}: ${value}`).join("")}`;
}

/** `33 %`, `0.5 %`: never `0 %` for something, and never `100 %` for less than all. */
function percent({ n, d }: Fraction): string {
  const tenths = (2000n * n + d) / (2n * d);
  if (tenths === 0n) return "< 0.1 %";
  if (tenths >= 1000n) return "> 99.9 %";
  const exact = tenths * d === 1000n * n;
  if (tenths % 10n === 0n) return `${tenths / 10n} %`;
  return exact || tenths < 100n ? `${tenths / 10n}.${tenths % 10n} %` : `${(200n * n + d) / (2n * d)} %`;
}
