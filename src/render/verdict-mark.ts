import type { Verdict } from "../model/diagnosis.ts";
import type { Mark } from "./mark.ts";

/** How each verdict is marked, wherever one is shown. */
export const verdictMark: Readonly<Record<Verdict, Mark>> = {
  healthy: "good",
  degraded: "warn",
  broken: "bad",
  unknown: "unsure",
};
