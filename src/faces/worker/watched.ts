import type { Observer } from "../../model/source.ts";
import { progressMessage } from "../../render/slack/progress-message.ts";
import type { Shift } from "./shift.ts";

/** Shows whoever asked how far the reading is. */
export function watched(
  shift: Shift,
  { pair, cluster }: { readonly pair: string; readonly cluster: string },
): Observer {
  return ({ stage, done, total }) => {
    const share = total === undefined || total === 0 ? "" : ` ${Math.floor((100 * done) / total)} %`;
    shift.progress(progressMessage({ pair, cluster, stage: `${stage}${share}` }));
  };
}
