import type { Diagnosis, Verdict } from "../model/diagnosis.ts";
import { toNumber } from "../model/fraction.ts";
import { type Health, type HealthEntry, verdictOf } from "../model/health.ts";
import type { Ground } from "../model/neighbour.ts";
import type { SnapshotStats } from "../model/snapshot.ts";
import type { GapJson, ResourceJson } from "./diagnosis-json.ts";
import { gapJson } from "./gap-json.ts";
import { resourceJson } from "./resource-json.ts";
import { safeJson } from "./safe-json.ts";

/** How many pairs are, as programs read it: version 1 of the contract, which only ever gains fields. */
export interface HealthJson {
  readonly schema: "meshwhy.health/v1";
  readonly of: string;
  readonly observedAt: string;
  readonly istioVersion: string | null;
  readonly verdict: Verdict;
  readonly counts: Readonly<Record<Verdict, number>>;
  /** Worst first. */
  readonly pairs: readonly PairHealthJson[];
  readonly leftOut: readonly string[];
  readonly uncalled: readonly string[];
  readonly gaps: readonly GapJson[];
  readonly assumptions: readonly { readonly what: string }[];
  readonly stats: SnapshotStats;
}

/** One pair among many. */
export interface PairHealthJson {
  readonly pair: string;
  /** What to ask `mesh why` for the whole story. */
  readonly asked: { readonly from: string; readonly to: string; readonly namespace: string | null };
  /** `null`: it was named by the asker. */
  readonly ground: Ground | null;
  readonly verdict: Verdict;
  readonly diagnosis: BriefJson | null;
  readonly error: { readonly code: string; readonly message: string; readonly next: string } | null;
}

/** A diagnosis in brief. */
export interface BriefJson {
  readonly summary: string;
  readonly culprit: ResourceJson | null;
  /** Of the requests, the share that the first error stops. */
  readonly share: number;
  readonly calls: { readonly counted: number; readonly failed: number };
  readonly since: string | null;
  readonly fix: string | null;
}

/** The health as the contract `meshwhy.health/v1` has it. */
function healthJson(health: Health): HealthJson {
  const count = (verdict: Verdict) => health.entries.filter((entry) => verdictOf(entry) === verdict).length;
  const { objects, logLines, apiCalls } = health.stats;
  return {
    schema: "meshwhy.health/v1",
    of: health.title,
    observedAt: health.observedAt,
    istioVersion: health.istioVersion ?? null,
    verdict: health.verdict,
    counts: {
      broken: count("broken"),
      degraded: count("degraded"),
      unknown: count("unknown"),
      healthy: count("healthy"),
    },
    pairs: health.entries.map(pairJson),
    leftOut: health.leftOut,
    uncalled: health.uncalled,
    gaps: health.gaps.map(gapJson),
    assumptions: health.assumptions.map(({ what }) => ({ what })),
    stats: { objects, logLines, apiCalls },
  };
}

/** The health as it is printed. */
export function healthJsonText(health: Health): string {
  return safeJson(healthJson(health));
}

function pairJson(entry: HealthEntry): PairHealthJson {
  const { pair, question, ground, outcome } = entry;
  return {
    pair,
    asked: { from: question.from, to: question.to, namespace: question.namespace ?? null },
    ground: ground ?? null,
    verdict: verdictOf(entry),
    diagnosis: outcome.kind === "diagnosis" ? briefJson(outcome.diagnosis) : null,
    error: outcome.kind === "error" ? { code: outcome.code, message: outcome.message, next: outcome.next } : null,
  };
}

/** A diagnosis in brief, for lists. */
export function briefJson({ summary, culprit, findings, observed, since }: Diagnosis): BriefJson {
  const error = findings.find(({ severity }) => severity === "error");
  return {
    summary,
    culprit: culprit === undefined ? null : resourceJson(culprit),
    share: error === undefined ? 0 : toNumber(error.share),
    calls: { counted: observed.calls.length, failed: observed.calls.filter(({ failed }) => failed).length },
    since: since?.firstFailure ?? null,
    fix: findings[0]?.fix?.summary ?? null,
  };
}
