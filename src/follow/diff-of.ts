import type { Culprit, Diagnosis, Finding } from "../model/diagnosis.ts";
import type { DiagnosisDiff, StillFinding } from "../model/diagnosis-diff.ts";
import { flowText } from "../model/flow.ts";
import { compareFractions, type Fraction } from "../model/fraction.ts";
import { endings, shareOf, type Trace } from "../model/trace.ts";
import type { Answered } from "./answered.ts";
import { fingerprint } from "./fingerprint.ts";
import { objectChanges } from "./object-changes.ts";
import { spotOf } from "./spot.ts";
import { unseenIn } from "./unseen-in.ts";

/**
 * Compares two answers to one question: what is told apart are check, object and field, never words. Pods that were
 * made anew, times and what was read are no difference by themselves.
 */
export function diffOf(before: Answered, after: Answered): DiagnosisDiff {
  const [old, now] = [before.diagnosis, after.diagnosis];
  const unseen = unseenIn(after, before);
  const unseenBefore = unseenIn(before, after);
  const { came, went, still } = compared(old.findings, now.findings);
  const [lost, resolved] = parted(went, unseen.finding);
  const [regained, news] = parted(came, unseenBefore.finding);
  const culprit = isSameSpot(old.culprit, now.culprit) ? undefined : { before: old.culprit, after: now.culprit };
  const delivered = deliveredIn(old, now);
  const { objects, unread } = objectChanges(before, after);
  return {
    before: old,
    after: now,
    isSame:
      old.verdict === now.verdict &&
      [news, resolved, lost, regained, objects, unread].every(({ length }) => length === 0) &&
      culprit === undefined &&
      delivered === undefined &&
      still.every((one) => compareFractions(one.before.share, one.after.share) === 0),
    isSameTrouble: fingerprint(old, "") === fingerprint(now, ""),
    culprit,
    news,
    resolved,
    unseen: lost,
    seenAgain: regained,
    still,
    delivered,
    objects,
    unread,
  };
}

function compared(
  before: readonly Finding[],
  after: readonly Finding[],
): { readonly came: readonly Finding[]; readonly went: readonly Finding[]; readonly still: readonly StillFinding[] } {
  const left = Map.groupBy(before, keyOf);
  const came: Finding[] = [];
  const still: StillFinding[] = [];
  for (const finding of after) {
    const other = left.get(keyOf(finding))?.shift();
    if (other === undefined) came.push(finding);
    else still.push({ before: other, after: finding });
  }
  return { came, went: [...left.values()].flat(), still };
}

function parted(
  findings: readonly Finding[],
  isUnseen: (finding: Finding) => boolean,
): readonly [unseen: readonly Finding[], seen: readonly Finding[]] {
  return [findings.filter(isUnseen), findings.filter((finding) => !isUnseen(finding))];
}

function keyOf({ check, severity, resource }: Finding): string {
  return JSON.stringify([check, severity, ...spotOf(resource)]);
}

function isSameSpot(a: Culprit | undefined, b: Culprit | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return JSON.stringify(spotOf(a)) === JSON.stringify(spotOf(b));
}

/** Only where the share of the same request moved, and all of it is known in both. */
function deliveredIn({ traces: [old] }: Diagnosis, { traces }: Diagnosis): DiagnosisDiff["delivered"] {
  const now = old === undefined ? undefined : traces.find(({ flow }) => flowText(flow) === flowText(old.flow));
  if (old === undefined || now === undefined || isPartlyUnknown(old) || isPartlyUnknown(now)) return undefined;
  const shares = { before: arriving(old), after: arriving(now) };
  return compareFractions(shares.before, shares.after) === 0 ? undefined : shares;
}

function isPartlyUnknown(trace: Trace): boolean {
  return endings(trace).some(({ end }) => end.disposition === "unknown");
}

function arriving(trace: Trace): Fraction {
  return shareOf(trace, ({ disposition }) => disposition === "delivered");
}
