import { expect, test } from "vitest";
import type { StepResult, StepStatus } from "../../src/model/diagnosis.ts";
import { combineSteps } from "../../src/render/combine-steps.ts";

function result(step: StepResult["step"], status: StepStatus, reason?: string): StepResult {
  return { step, status, check: `${step}/x`, title: "all is well", ...(reason === undefined ? {} : { reason }) };
}

test.each<[StepStatus[], StepStatus]>([
  [["passed", "failed", "unknown"], "failed"],
  [["warned", "unknown", "passed"], "warned"],
  [["passed", "unknown", "skipped"], "unknown"],
  [["skipped", "passed"], "passed"],
  [["skipped", "skipped"], "skipped"],
])("a step whose checks are %j is %s", (statuses, status) => {
  expect(combineSteps(statuses.map((each) => result("mtls", each)))[0]?.status).toBe(status);
});

test("combineSteps() keeps the order, and each reason of the status once", () => {
  const steps = [
    result("mtls", "unknown", "policies are not readable"),
    result("ports", "passed"),
    result("mtls", "unknown", "policies are not readable"),
    result("mtls", "skipped", "not reached"),
  ];
  expect(combineSteps(steps)).toEqual([
    { step: "mtls", status: "unknown", reasons: ["policies are not readable"] },
    { step: "ports", status: "passed", reasons: [] },
  ]);
});
