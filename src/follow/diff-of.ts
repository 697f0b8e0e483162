import type { Culprit, Diagnosis, Finding } from "../model/diagnosis.ts";
import type { DiagnosisDiff, StillFinding } from "../model/diagnosis-diff.ts";
import { flowText } from "../model/flow.ts";
import { compareFractions, type Fraction } from "../model/fraction.ts";
import { shareOf, type Trace } from "../model/trace.ts";
import { fingerprint } from "./fingerprint.ts";
import { type Answered, objectChanges } from "./object-changes.ts";
import { spotOf } from "./spot.ts";

/**
 * Compares two answers to one question: what is told apart are check, object and field, never words. Pods that were
 * made anew, times and what was read are no difference by themselves.
 */
export function diffOf(before: Answered, after: Answered): DiagnosisDiff {
  const [old, now] = [before.diagnosis, after.diagnosis];
  const { news, resolved, still } = compared(old.findings, now.findings);
  const culprit = isSameSpot(old.culprit, now.culprit) ? undefined : { before: old.culprit, after: now.culprit };
  const delivered = deliveredIn(old, now);
  const objects = objectChanges(before, after);
  return {
    before: old,
    after: now,
    isSame:
      old.verdict === now.verdict &&
      [news, resolved, objects].every(({ length }) => length === 0) &&
      culprit === undefined &&
      delivered === undefined &&
      still.every((one) => compareFractions(one.before.share, one.after.share) === 0),
    isSameTrouble: fingerprint(old, "") === fingerprint(now, ""),
    culprit,
    news,
    resolved,
    still,
    delivered,
    objects,
  };
}

function compared(
  before: readonly Finding[],
  after: readonly Finding[],
): Pick<DiagnosisDiff, "news" | "resolved" | "still"> {
  const left = Map.groupBy(before, keyOf);
  const news: Finding[] = [];
  const still: StillFinding[] = [];
  for (const finding of after) {
    const other = left.get(keyOf(finding))?.shift();
    if (other === undefined) news.push(finding);
    else still.push({ before: other, after: finding });
  }
  return { news, resolved: [...left.values()].flat(), still };
}

function keyOf({ check, severity, resource }: Finding): string {
  return JSON.stringify([check, severity, ...spotOf(resource)]);
}

function isSameSpot(a: Culprit | undefined, b: Culprit | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return JSON.stringify(spotOf(a)) === JSON.stringify(spotOf(b));
}

/** Only where the share of the same request moved. */
function deliveredIn({ traces: [old] }: Diagnosis, { traces }: Diagnosis): DiagnosisDiff["delivered"] {
  const now = old === undefined ? undefined : traces.find(({ flow }) => flowText(flow) === flowText(old.flow));
  if (old === undefined || now === undefined) return undefined;
  const shares = { before: arriving(old), after: arriving(now) };
  return compareFractions(shares.before, shares.after) === 0 ? undefined : shares;
}

function arriving(trace: Trace): Fraction {
  return shareOf(trace, ({ disposition }) => disposition === "delivered");
}
