import type { Verdict } from "../model/diagnosis.ts";
import { isBad, isGood } from "../model/disposition.ts";
import { isOne, isZero } from "../model/fraction.ts";
import { type End, endings, shareOf, type Trace } from "../model/trace.ts";

/** What one request comes to. */
export type Fate = "arrives" | "fails" | "partly" | "unknown" | "refused";

/** Rule 5 for one request: refused means that policy keeps it out as a whole, which may be by design. */
export function fateOfFlow(trace: Trace): Fate {
  const good = shareOf(trace, ({ disposition }) => isGood(disposition));
  const bad = shareOf(trace, ({ disposition }) => isBad(disposition));
  if (isOne(good)) return endings(trace).some(({ end }) => (end.delayMs ?? 0) > 0) ? "partly" : "arrives";
  if (isZero(bad)) return "unknown";
  if (!isZero(good)) return "partly";
  if (!isOne(bad)) return "unknown";
  // Rule 5: an abort limited by match or percentage degrades, even the request that it hits.
  if (endings(trace).every(({ end }) => end.cause?.code === "fault-abort" && end.cause.limited)) return "partly";
  return endings(trace).every(({ end }) => isRefusal(end)) ? "refused" : "fails";
}

/** What a policy refuses is a restriction by design, as long as some other request is admitted. */
export function isRefusal({ cause }: End): boolean {
  return (
    cause?.code === "rbac-no-allow" ||
    cause?.code === "rbac-denied" ||
    cause?.code === "network-policy" ||
    cause?.code === "jwt"
  );
}

/** The verdict of the configuration alone. `named`: one request was named and decides alone. */
export function configuredVerdict(traces: readonly Trace[], named: boolean): Verdict {
  const fates = traces.map(fateOfFlow);
  if (named) return verdictOfNamed(fates[0] ?? "unknown");
  const arriving = fates.some((fate) => fate === "arrives" || fate === "partly");
  const hurt = fates.some((fate) => fate === "fails" || fate === "partly");
  if (arriving) return hurt ? "degraded" : fates.includes("unknown") ? "unknown" : "healthy";
  // Whether anything arrives is open, and so is whether all of it is broken.
  return fates.includes("unknown") ? "unknown" : "broken";
}

function verdictOfNamed(fate: Fate): Verdict {
  switch (fate) {
    case "arrives":
      return "healthy";
    case "partly":
      return "degraded";
    case "unknown":
      return "unknown";
    default:
      return "broken";
  }
}
