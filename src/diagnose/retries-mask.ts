import { isBad } from "../model/disposition.ts";
import type { Advice } from "../model/fix.ts";
import { isOne, toNumber } from "../model/fraction.ts";
import { endings, shareOf, type Trace } from "../model/trace.ts";

/**
 * Shares are of first attempts. Where only some endpoints refuse the connection, Envoy's retries (by default two, on
 * connect failures) try another one, and most callers notice nothing.
 * Source: pilot/pkg/networking/core/route/retry/retry.go.
 */
export function retriesMask(trace: Trace): readonly Advice[] {
  const masked = shareOf(
    trace,
    ({ disposition, responseFlag }) => isBad(disposition) && responseFlag?.includes("UF") === true,
  );
  const failing = shareOf(trace, ({ disposition }) => isBad(disposition));
  if (masked.n === 0n || isOne(failing)) return [];
  const retried = endings(trace).every(({ way }) => !way.some(({ notes }) => notes.includes("no retries")));
  if (!retried) return [];
  const percent = Math.round(toNumber(masked) * 1000) / 10;
  return [
    {
      summary: `${percent} % of attempts fail; the proxy's retries reach another endpoint, so most callers will not notice`,
    },
  ];
}
