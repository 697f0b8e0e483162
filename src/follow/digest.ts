import { compare } from "../model/compare.ts";
import type { Diagnosis } from "../model/diagnosis.ts";
import type { Change, Digest, Muted, Trouble, Undecided } from "../model/digest.ts";
import type { Health, HealthEntry } from "../model/health.ts";
import { refText } from "../model/ref.ts";
import type { DigestPair, DigestRecord, Mute } from "../model/store.ts";
import { fingerprint } from "./fingerprint.ts";

/** What a digest is made of. */
export interface DigestInput {
  /** By which the next digest finds this one's record. */
  readonly name: string;
  readonly cluster: string;
  /** When it is made, RFC 3339. */
  readonly at: string;
  /** How the pairs are now. */
  readonly health: Health;
  readonly previous: DigestRecord | undefined;
  readonly mutes: readonly Mute[];
}

/**
 * Compares how the pairs are with what the last digest told. Trouble is told apart by its fingerprint, never by its
 * words. A pair that cannot be decided now keeps the trouble that it had, so that it is neither called resolved nor
 * new when it can be decided again.
 */
export function digest({ name, cluster, at, health, previous, mutes }: DigestInput): Digest {
  const before = new Map((previous?.pairs ?? []).map((pair) => [pair.pair, pair]));
  const byFingerprint = new Map((previous?.pairs ?? []).map((pair) => [pair.fingerprint, pair]));
  const muteOf = new Map(
    mutes
      .filter((mute) => mute.cluster === cluster && Date.parse(mute.until) > Date.parse(at))
      .map((mute) => [mute.fingerprint, mute]),
  );
  const news: Trouble[] = [];
  const changed: Change[] = [];
  const still: Trouble[] = [];
  const muted: Muted[] = [];
  const resolved: DigestPair[] = [];
  const unknown: Undecided[] = [];
  const kept: DigestPair[] = [];
  let healthyCount = 0;

  for (const entry of health.entries) {
    const last = before.get(entry.pair);
    const trouble = last !== undefined && isTrouble(last) ? last : undefined;
    const diagnosis = decided(entry);
    if (diagnosis === undefined) {
      const undecided = { pair: entry.pair, why: whyUndecided(entry), before: trouble };
      unknown.push(undecided);
      kept.push(trouble ?? openPair(undecided, last?.since ?? at));
    } else if (diagnosis.verdict === "healthy") {
      healthyCount += 1;
      if (trouble !== undefined) resolved.push(trouble);
    } else note(entry.pair, diagnosis, trouble);
  }

  const asked = new Set(health.entries.map(({ pair }) => pair));
  const leftOut = new Set(health.leftOut);
  const absent = [...before.values()].filter((pair) => !asked.has(pair.pair));
  kept.push(...absent.filter(({ pair }) => leftOut.has(pair)));
  const gone = absent.filter((pair) => !leftOut.has(pair.pair) && isTrouble(pair));
  const opened = unknown.some(({ pair }) => before.get(pair) === undefined || before.get(pair)?.verdict !== "unknown");
  return {
    name,
    cluster,
    at,
    observedAt: health.observedAt,
    ...(health.stats.apiCalls === 0 ? {} : { apiCalls: health.stats.apiCalls }),
    comparedWith: previous?.at,
    record: { name, at, pairs: kept.toSorted((a, b) => compare(a.pair, b.pair)) },
    news,
    resolved,
    changed,
    still: still.sort(oldestFirst),
    muted: muted.sort(oldestFirst),
    unknown,
    gone,
    healthyCount,
    askedCount: health.entries.length,
    leftOut: health.leftOut,
    gaps: health.gaps,
    unchanged: previous !== undefined && [news, resolved, changed, gone].every(({ length }) => length === 0) && !opened,
  };

  function note(pair: string, diagnosis: Diagnosis, last: DigestPair | undefined): void {
    const print = fingerprint(diagnosis, cluster);
    const same = byFingerprint.get(print);
    const since = (same ?? last)?.since ?? at;
    const trouble: Trouble = { pair, since, fingerprint: print, diagnosis };
    kept.push(recordOf(trouble));
    const mute = muteOf.get(print);
    if (mute !== undefined) muted.push({ ...trouble, mute });
    else if (same !== undefined) still.push(trouble);
    else if (last !== undefined) changed.push({ ...trouble, before: last });
    else news.push(trouble);
  }
}

function isTrouble({ verdict }: DigestPair): boolean {
  return verdict === "broken" || verdict === "degraded";
}

function decided({ outcome }: HealthEntry): Diagnosis | undefined {
  return outcome.kind === "diagnosis" && outcome.diagnosis.verdict !== "unknown" ? outcome.diagnosis : undefined;
}

function whyUndecided({ outcome }: HealthEntry): string {
  return outcome.kind === "error" ? outcome.message : outcome.diagnosis.summary;
}

/** A pair that could not be decided is remembered too, so that the next digest can tell whether that is new. */
function openPair({ pair, why }: Undecided, since: string): DigestPair {
  return { pair, verdict: "unknown", summary: why, fingerprint: "", since };
}

function recordOf({ pair, since, fingerprint: print, diagnosis }: Trouble): DigestPair {
  const { verdict, summary, culprit } = diagnosis;
  return {
    pair,
    verdict,
    summary,
    fingerprint: print,
    ...(culprit === undefined ? {} : { culprit: refText(culprit) }),
    since,
  };
}

function oldestFirst(a: Trouble, b: Trouble): number {
  return compare(a.since, b.since) || compare(a.pair, b.pair);
}
