/** The parts of a diagnosis do not contradict one another. */
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Diagnosis } from "../../src/model/diagnosis.ts";
import { objectsOfPlan, plans, questionOf, someNames } from "../support/generated-mesh.ts";
import { runs } from "../support/runs.ts";
import { snapshotOf } from "../support/snapshot.ts";
import { why } from "../support/why.ts";

test("verdict, culprit, findings and steps of a generated mesh agree", () => {
  fc.assert(
    fc.property(plans, (plan) => {
      agree(why(questionOf(plan, someNames), snapshotOf(objectsOfPlan(plan, someNames))));
    }),
    runs(100),
  );
});

function agree({ verdict, culprit, findings, steps, gaps, summary, traces }: Diagnosis): void {
  const errors = findings.filter(({ severity }) => severity === "error");
  const failed = steps.filter(({ status }) => status === "failed").map(({ check }) => check);
  expect(summary).not.toBe("");
  expect(findings.every(({ flow }) => traces[flow] !== undefined)).toBe(true);
  for (const check of failed) expect(findings.map((finding) => finding.check)).toContain(check);
  switch (verdict) {
    case "healthy":
      expect({ culprit, errors, failed }).toEqual({ culprit: undefined, errors: [], failed: [] });
      break;
    case "unknown":
      expect(culprit).toBeUndefined();
      expect(gaps).not.toEqual([]);
      break;
    default:
      expect(errors[0]).toBe(findings[0]);
      expect(culprit).toEqual(findings[0]?.resource);
      expect(failed).not.toEqual([]);
  }
}
