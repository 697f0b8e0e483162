import type { StepId } from "../model/check.ts";
import type { StepResult, StepStatus } from "../model/diagnosis.ts";

/** A step of the playbook, whatever the number of checks that it took. */
export interface CombinedStep {
  readonly step: StepId;
  readonly status: StepStatus;
  /** Why it could not be decided, or was not reached; each reason once. */
  readonly reasons: readonly string[];
}

/** Worst first. A check that its path does not meet says nothing about one that it does, so `skipped` comes last. */
const gravity: readonly StepStatus[] = ["failed", "warned", "unknown", "passed", "skipped"];

/** One entry for each step, in the order they were taken, as bad as the worst of its checks. */
export function combineSteps(results: readonly StepResult[]): CombinedStep[] {
  return [...Map.groupBy(results, ({ step }) => step)].map(([step, checks]) => {
    const status = gravity.find((status) => checks.some((check) => check.status === status)) ?? "skipped";
    const reasons = checks.filter((check) => check.status === status).flatMap(({ reason }) => reason ?? []);
    return { step, status, reasons: [...new Set(reasons)] };
  });
}
