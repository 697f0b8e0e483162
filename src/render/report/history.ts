import type { Diagnosis, RecentChange } from "../../model/diagnosis.ts";
import { refKey, refText } from "../../model/ref.ts";
import type { Fact, Section } from "../block.ts";
import { firstFew } from "../first-few.ts";
import { type Line, line } from "../line.ts";
import { clock } from "../times.ts";

const mostChanges = 6;

/** Since when it fails, and what else than the culprit changed on the path before. */
export function history(diagnosis: Diagnosis): Section[] {
  const facts = [...since(diagnosis), ...changes(diagnosis)];
  return facts.length === 0 ? [] : [{ heading: "History", blocks: [{ kind: "facts", facts }] }];
}

function since({ since, observedAt }: Diagnosis): Fact[] {
  if (since === undefined) return [];
  const first = `${clock(since.firstFailure, observedAt)}, the first failing call`;
  return [{ label: "Since", lines: [line(first, lastGood(since, observedAt))] }];
}

/** A good call after the first failure tells nothing of when the trouble began. */
function lastGood({ firstFailure, lastGood }: NonNullable<Diagnosis["since"]>, now: string): string | undefined {
  if (lastGood === undefined) return "; no good call before";
  return Date.parse(lastGood) > Date.parse(firstFailure) ? undefined : `; last good call ${clock(lastGood, now)}`;
}

function changes({ changes, culprit, observedAt }: Diagnosis): Fact[] {
  const known = (change: RecentChange) =>
    culprit !== undefined && refKey(change.ref) === refKey(culprit) && change.at === culprit.changedAt;
  const untold = changes.filter((change) => !known(change));
  if (untold.length === 0) return [];
  const lines = untold.map(
    ({ ref, at, by }): Line =>
      line(`${clock(at, observedAt)}  ${refText(ref)}`, by === undefined ? undefined : ` by ${by}`),
  );
  return [
    { label: "Changed", lines: firstFew(lines, mostChanges, (count) => line(`… and ${count} more on the path`)) },
  ];
}
