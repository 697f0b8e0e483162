import type { Diagnosis, Verdict } from "./diagnosis.ts";
import type { ErrorCode } from "./mesh-error.ts";
import type { Ground } from "./neighbour.ts";
import type { Question } from "./question.ts";
import type { Scope } from "./scope.ts";
import type { Assumption, Gap, SnapshotStats } from "./snapshot.ts";

/** How all the pairs of a scope are, worst first. */
export interface Health {
  readonly scope: Scope;
  /** What it is about, in words: `Service shop/payment`, `namespace shop`. */
  readonly title: string;
  readonly observedAt: string;
  readonly istioVersion: string | undefined;
  /** The worst of all; `unknown` where nothing could be asked. */
  readonly verdict: Verdict;
  readonly entries: readonly HealthEntry[];
  /** Pairs that are known and were not asked about, because there are too many. */
  readonly leftOut: readonly string[];
  /** Services of which no caller is known: nobody is named and none was seen. */
  readonly uncalled: readonly string[];
  readonly gaps: readonly Gap[];
  readonly assumptions: readonly Assumption[];
  readonly stats: SnapshotStats;
}

/** One pair that was asked about. */
export interface HealthEntry {
  /** `shop/checkout → shop/payment`. */
  readonly pair: string;
  /** How to ask about it alone. */
  readonly question: Question;
  /** Where it is known from; `undefined`: it was named by the asker. */
  readonly ground: Ground | undefined;
  readonly outcome: Outcome;
}

/** What came of asking: an answer, or why there is none. */
export type Outcome =
  | { readonly kind: "diagnosis"; readonly diagnosis: Diagnosis }
  | { readonly kind: "error"; readonly code: ErrorCode; readonly message: string; readonly next: string };

/** The verdict of an entry; what could not be asked is unknown. */
export function verdictOf({ outcome }: Pick<HealthEntry, "outcome">): Verdict {
  return outcome.kind === "diagnosis" ? outcome.diagnosis.verdict : "unknown";
}
