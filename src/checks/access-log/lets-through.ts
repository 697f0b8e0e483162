import { isBad } from "../../model/disposition.ts";
import { isOne } from "../../model/fraction.ts";
import { shareOf, type Trace } from "../../model/trace.ts";

/** Whether the model lets any request through, as far as it can tell. */
export function letsThrough(traces: readonly Trace[]): boolean {
  return traces.length === 0 || traces.some((trace) => !isOne(shareOf(trace, ({ disposition }) => isBad(disposition))));
}
