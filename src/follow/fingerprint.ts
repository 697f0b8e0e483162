import { compare } from "../model/compare.ts";
import type { Diagnosis, Verdict } from "../model/diagnosis.ts";
import { lastingPair } from "../model/lasting-ref.ts";
import { endings } from "../model/trace.ts";
import { fnv } from "./fnv.ts";
import { identity, spotOf } from "./spot.ts";

/** Verdicts that are one and the same trouble: a share that moves while pods roll opens no new one. */
const classes: Readonly<Record<Verdict, string>> = {
  healthy: "healthy",
  degraded: "hurt",
  broken: "hurt",
  unknown: "unknown",
};

/**
 * Equal for diagnoses that tell of one trouble: 16 hex digits. Made of structure alone: the pair, the verdict's class,
 * the first finding's check, the culprit and its field without list indexes; where no object is to blame, of what
 * ends the requests. Words, times, counts, API versions and what is generated in the names of pods have no part in it.
 */
export function fingerprint(diagnosis: Diagnosis, cluster: string): string {
  const { verdict, findings } = diagnosis;
  const { from, to } = lastingPair(diagnosis.pair);
  const blamed = diagnosis.culprit ?? findings[0]?.resource;
  return fnv(
    JSON.stringify([
      cluster,
      identity(from),
      identity(to),
      classes[verdict],
      findings[0]?.check ?? null,
      blamed === undefined ? causesOf(diagnosis) : spotOf(blamed),
    ]),
  );
}

/** Why requests fail or cannot be judged, in the trace that the verdict rests on. */
function causesOf({ traces }: Diagnosis): readonly string[] {
  const ends = traces.slice(0, 1).flatMap(endings);
  return [...new Set(ends.flatMap(({ end }) => (end.cause === undefined ? [] : [end.cause.code])))].sort(compare);
}
