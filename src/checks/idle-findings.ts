import type { Inert } from "../model/cause.ts";
import type { CheckFinding, Layer } from "../model/check.ts";
import { zero } from "../model/fraction.ts";
import { refText } from "../model/ref.ts";

/** More than this many idle objects of one kind tell nothing more. */
const most = 3;

/**
 * A warning for each object that is not in force although it reads as if it were meant for this pair. Objects that are
 * bound to other gateways, or meant for other callers, are left alone: that is how they are used.
 */
export function idleFindings(idle: readonly Inert[], kind: string, layer: Layer): CheckFinding[] {
  return idle
    .filter(({ ref, reason }) => ref.kind === kind && reason !== "gateways")
    .slice(0, most)
    .map(({ ref, path, why, evidence }) => ({
      summary: `${refText(ref)} has no effect here: ${why}`,
      severity: "warning",
      layer,
      basis: "configuration",
      resource: { ref, path },
      related: [],
      share: zero,
      flow: 0,
      evidence,
      proposals: [],
      advice: [],
    }));
}
