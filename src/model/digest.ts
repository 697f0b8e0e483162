import type { Diagnosis, Verdict } from "./diagnosis.ts";
import type { Gap } from "./snapshot.ts";
import type { DigestPair, DigestRecord, Mute } from "./store.ts";

/** What is new since the last digest, and what is not. */
export interface Digest {
  readonly name: string;
  readonly cluster: string;
  /** When it was made, RFC 3339. */
  readonly at: string;
  /** The time of the data it rests on. */
  readonly observedAt: string;
  /** How often a live cluster was asked for it; absent: it is a snapshot's. */
  readonly apiCalls?: number;
  /** The time of the digest that it was compared with; `undefined`: it is the first. */
  readonly comparedWith: string | undefined;
  /** What to compare the next one with. */
  readonly record: DigestRecord;
  /** Trouble that the last digest did not tell of. */
  readonly news: readonly Trouble[];
  /** Trouble that is over: the pair is healthy now. */
  readonly resolved: readonly DigestPair[];
  /** The same pair, but for another reason than last time. */
  readonly changed: readonly Change[];
  /** As last time. */
  readonly still: readonly Trouble[];
  readonly muted: readonly Muted[];
  /** Pairs that could not be decided or asked about. */
  readonly unknown: readonly Undecided[];
  /** Pairs with trouble last time that nothing names any more. */
  readonly gone: readonly DigestPair[];
  readonly healthyCount: number;
  /** How many pairs were asked about. */
  readonly askedCount: number;
  /** Known pairs that were not asked about, because there are too many. */
  readonly leftOut: readonly string[];
  /** What could not be read. */
  readonly gaps: readonly Gap[];
  /** Nothing new, resolved, changed or gone, and nothing became undecidable. */
  readonly unchanged: boolean;
}

/** A pair in trouble. `since`: when a digest first told of it. */
export interface Trouble {
  readonly pair: string;
  readonly since: string;
  readonly fingerprint: string;
  readonly diagnosis: Diagnosis;
}

/** Trouble whose cause is another one now. */
export interface Change extends Trouble {
  readonly before: DigestPair;
}

/** Trouble that nobody wants to hear of until then. */
export interface Muted extends Trouble {
  readonly mute: Mute;
}

/** A pair of which nothing can be said now. */
export interface Undecided {
  readonly pair: string;
  readonly why: string;
  /** The trouble that it had when it was last decided. */
  readonly before: DigestPair | undefined;
}

/** The worst of what a digest tells; what is muted counts as told before. */
export function digestVerdict({ news, changed, still, unknown, askedCount }: Digest): Verdict {
  const verdicts = [...news, ...changed, ...still].map(({ diagnosis }) => diagnosis.verdict);
  if (verdicts.includes("broken")) return "broken";
  if (verdicts.includes("degraded")) return "degraded";
  return unknown.length > 0 || askedCount === 0 ? "unknown" : "healthy";
}
