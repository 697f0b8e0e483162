/** A fix does what it says it does. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Asked } from "../../src/faces/question/question-from.ts";
import type { Diagnosis } from "../../src/model/diagnosis.ts";
import { isGood } from "../../src/model/disposition.ts";
import { compareFractions, type Fraction, isOne, zero } from "../../src/model/fraction.ts";
import type { Snapshot } from "../../src/model/snapshot.ts";
import { endings, shareOf } from "../../src/model/trace.ts";
import { asked, snapshotOfFolder, stories } from "../support/folders.ts";
import { objectsOfPlan, type Plan, plans, questionOf, someNames } from "../support/generated-mesh.ts";
import { mended } from "../support/mended.ts";
import { runs } from "../support/runs.ts";
import { snapshotOf } from "../support/snapshot.ts";
import { why } from "../support/why.ts";

/** Plans in which one request is asked about. */
const named: fc.Arbitrary<Plan> = fc
  .record({ plan: plans, path: fc.constantFrom("/a", "/b/1", "/d") })
  .map(({ plan, path }) => ({
    ...plan,
    request: { method: "GET", path },
  }));

test("a fix delivers the share that it claims, and all of it where it claims that", () => {
  let tried = 0;
  fc.assert(
    fc.property(named, (plan) => {
      const question = questionOf(plan, someNames);
      const snapshot = snapshotOf(objectsOfPlan(plan, someNames));
      const fix = why(question, snapshot).findings[0]?.fix;
      if (fix === undefined) return;
      tried += 1;
      const after = why(question, mended(snapshot, fix));
      expect(goodShare(after)).toEqual(fix.deliveredShare);
      if (isOne(fix.deliveredShare)) expect(after.verdict).toBe(isDelayed(after) ? "degraded" : "healthy");
    }),
    runs(80),
  );
  expect(tried).toBeGreaterThan(10);
});

test("mending what is charged, again and again, never lets less arrive, and ends well unless something cannot be mended", () => {
  fc.assert(
    fc.property(named, (plan) => {
      expectToEndWell(questionOf(plan, someNames), snapshotOf(objectsOfPlan(plan, someNames)));
    }),
    runs(60),
  );
});

describe.each(stories.map((story) => [story.name, story] as const))("the story %s", (_, { ask, folder }) => {
  test("ends well once what is charged is mended", () => {
    const last = expectToEndWell(asked(ask), snapshotOfFolder({ ...folder, logs: new Map() }));
    expect(last.verdict).toBe("healthy");
  });
});

/** Mends until nothing is hurt or no fix is offered; faults in series are few. */
function expectToEndWell(question: Asked, before: Snapshot): Diagnosis {
  let snapshot = before;
  let diagnosis = why(question, snapshot);
  for (let round = 0; round < 12; round += 1) {
    const fix = diagnosis.culprit === undefined ? undefined : diagnosis.findings[0]?.fix;
    if (fix === undefined) return diagnosis;
    snapshot = mended(snapshot, fix);
    const next = why(question, snapshot);
    expect(compareFractions(goodShare(next), goodShare(diagnosis))).toBeGreaterThanOrEqual(0);
    diagnosis = next;
  }
  throw new Error(`Cannot come to an end: ${diagnosis.summary}`);
}

function goodShare({ traces: [trace] }: Diagnosis): Fraction {
  return trace === undefined ? zero : shareOf(trace, ({ disposition }) => isGood(disposition));
}

function isDelayed({ traces }: Diagnosis): boolean {
  return traces
    .slice(0, 1)
    .flatMap(endings)
    .some(({ end }) => (end.delayMs ?? 0) > 0);
}
