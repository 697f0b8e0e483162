import type { Basis, Layer, Severity, StepId } from "./check.ts";
import type { Evidence } from "./evidence.ts";
import type { Excerpt } from "./excerpt.ts";
import type { Advice, Fix } from "./fix.ts";
import type { Fraction } from "./fraction.ts";
import type { Observation } from "./observation.ts";
import type { Pair } from "./pair.ts";
import type { Question } from "./question.ts";
import type { Ref } from "./ref.ts";
import type { Assumption, Gap, SnapshotStats } from "./snapshot.ts";
import type { Trace } from "./trace.ts";

export type Verdict = "healthy" | "degraded" | "broken" | "unknown";
export type StepStatus = "passed" | "failed" | "warned" | "skipped" | "unknown";

/** The one object to look at, the field of it, and what on-call asks about it first. */
export interface Culprit extends Ref {
  readonly path: string;
  /** When it was last changed, and by which field manager. */
  readonly changedAt?: string;
  readonly changedBy?: string;
  /** `Argo CD application "payments"`: a patch would be reverted. */
  readonly managedBy?: string;
  readonly owner?: string;
  readonly file?: string;
  readonly line?: number;
  /** The object's own lines around the field, of what a finding accuses; absent where the object was not read. */
  readonly excerpt?: Excerpt;
}

export interface Finding {
  readonly check: string;
  readonly step: StepId;
  readonly severity: Severity;
  readonly layer: Layer;
  readonly basis: Basis;
  readonly summary: string;
  readonly resource: Culprit;
  readonly related: readonly Culprit[];
  readonly share: Fraction;
  /** Index of the flow it was found in. */
  readonly flow: number;
  readonly evidence: readonly Evidence[];
  readonly sameAs: readonly string[];
  readonly fix: Fix | undefined;
}

export interface StepResult {
  readonly step: StepId;
  readonly check: string;
  readonly title: string;
  readonly status: StepStatus;
  readonly reason?: string;
}

/** A change on the path shortly before the snapshot. */
export interface RecentChange {
  readonly ref: Ref;
  readonly at: string;
  readonly by: string | undefined;
}

/** The whole answer. Faces render it; nothing flows back. */
export interface Diagnosis {
  readonly question: Question;
  readonly pair: Pair;
  readonly observedAt: string;
  readonly istioVersion: string | undefined;
  readonly verdict: Verdict;
  /** One sentence a person can act on. */
  readonly summary: string;
  readonly basis: Basis;
  readonly culprit: Culprit | undefined;
  /** Ranked; the first is the culprit's. */
  readonly findings: readonly Finding[];
  readonly advice: readonly Advice[];
  readonly steps: readonly StepResult[];
  /** `traces[0]` is the one the verdict rests on. */
  readonly traces: readonly Trace[];
  /** What is refused by design although the pair works: `allowed: GET /api/*; all else denied by …`. */
  readonly restrictions: readonly string[];
  readonly observed: Observation;
  readonly since: { readonly firstFailure: string; readonly lastGood: string | undefined } | undefined;
  readonly changes: readonly RecentChange[];
  /** Other callers that the same culprit hits: `shop/refunds → shop/payment`. */
  readonly alsoHit: readonly string[];
  /** `mesh why payment bank-gateway`: where the trouble goes on. */
  readonly nextHop: { readonly from: string; readonly to: string; readonly why: string } | undefined;
  readonly maySettle: string | undefined;
  readonly gaps: readonly Gap[];
  readonly assumptions: readonly Assumption[];
  readonly stats: SnapshotStats;
}
