import type { Verdict } from "../model/diagnosis.ts";
import { type Digest, digestVerdict, type Trouble } from "../model/digest.ts";
import type { DigestPair } from "../model/store.ts";
import type { GapJson } from "./diagnosis-json.ts";
import { gapJson } from "./gap-json.ts";
import { type BriefJson, briefJson } from "./health-json.ts";
import { safeJson } from "./safe-json.ts";

/** What is new since the last digest, as programs read it: version 1 of the contract, which only ever gains fields. */
export interface DigestJson {
  readonly schema: "meshwhy.digest/v1";
  readonly name: string;
  readonly cluster: string;
  readonly at: string;
  readonly observedAt: string;
  /** `null`: it is the first. */
  readonly comparedWith: string | null;
  readonly verdict: Verdict;
  readonly unchanged: boolean;
  readonly asked: number;
  readonly healthy: number;
  readonly new: readonly TroubleJson[];
  readonly changed: readonly (TroubleJson & { readonly before: PastJson })[];
  readonly resolved: readonly PastJson[];
  readonly still: readonly TroubleJson[];
  readonly unknown: readonly { readonly pair: string; readonly why: string; readonly before: PastJson | null }[];
  readonly gone: readonly PastJson[];
  readonly muted: readonly (TroubleJson & { readonly until: string; readonly reason: string })[];
  readonly leftOut: readonly string[];
  readonly gaps: readonly GapJson[];
}

interface TroubleJson extends BriefJson {
  readonly pair: string;
  readonly verdict: Verdict;
  readonly openSince: string;
  readonly fingerprint: string;
}

interface PastJson {
  readonly pair: string;
  readonly verdict: string;
  readonly summary: string;
  readonly culprit: string | null;
  readonly openSince: string;
  readonly fingerprint: string;
}

/** The digest as the contract `meshwhy.digest/v1` has it. */
function digestJson(digest: Digest): DigestJson {
  return {
    schema: "meshwhy.digest/v1",
    name: digest.name,
    cluster: digest.cluster,
    at: digest.at,
    observedAt: digest.observedAt,
    comparedWith: digest.comparedWith ?? null,
    verdict: digestVerdict(digest),
    unchanged: digest.unchanged,
    asked: digest.askedCount,
    healthy: digest.healthyCount,
    new: digest.news.map(troubleJson),
    changed: digest.changed.map((change) => ({ ...troubleJson(change), before: pastJson(change.before) })),
    resolved: digest.resolved.map(pastJson),
    still: digest.still.map(troubleJson),
    unknown: digest.unknown.map(({ pair, why, before }) => ({
      pair,
      why,
      before: before === undefined ? null : pastJson(before),
    })),
    gone: digest.gone.map(pastJson),
    muted: digest.muted.map((muted) => ({
      ...troubleJson(muted),
      until: muted.mute.until,
      reason: muted.mute.reason,
    })),
    leftOut: digest.leftOut,
    gaps: digest.gaps.map(gapJson),
  };
}

/** The digest as it is printed. */
export function digestJsonText(digest: Digest): string {
  return safeJson(digestJson(digest));
}

function troubleJson({ pair, since, fingerprint, diagnosis }: Trouble): TroubleJson {
  return { pair, verdict: diagnosis.verdict, ...briefJson(diagnosis), openSince: since, fingerprint };
}

function pastJson({ pair, verdict, summary, culprit, since, fingerprint }: DigestPair): PastJson {
  return { pair, verdict, summary, culprit: culprit ?? null, openSince: since, fingerprint };
}
