/** Shares are exact: nothing is lost between the first hop and the endings. */
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Diagnosis } from "../../src/model/diagnosis.ts";
import { type Fraction, isZero, sum } from "../../src/model/fraction.ts";
import { endings, type Trace, visits } from "../../src/model/trace.ts";
import { asked, snapshotOfFolder, stories } from "../support/folders.ts";
import { objectsOfPlan, plans, questionOf, someNames } from "../support/generated-mesh.ts";
import { runs } from "../support/runs.ts";
import { snapshotOf } from "../support/snapshot.ts";
import { why } from "../support/why.ts";

const whole: Fraction = { n: 1n, d: 1n };

test("shares of a generated mesh", () => {
  fc.assert(
    fc.property(plans, (plan) => {
      addUp(why(questionOf(plan, someNames), snapshotOf(objectsOfPlan(plan, someNames))));
    }),
    runs(80),
  );
});

test.each(stories.map((story) => [story.name, story] as const))("shares of the story %s", (_, { ask, folder }) => {
  addUp(why(asked(ask), snapshotOfFolder(folder)));
});

function addUp({ traces, findings }: Diagnosis): void {
  for (const trace of traces) {
    expect(sum(endings(trace).map(({ share }) => share))).toEqual(whole);
    for (const { hop } of visits(trace)) expect(sum(hop.next.map(({ share }) => share))).toEqual(whole);
    expect(endings(trace).filter(({ share }) => isZero(share))).toEqual([]);
    expect(sharesOf(trace).every(({ n, d }) => n > 0n && n <= d)).toBe(true);
  }
  for (const { share, fix } of findings)
    for (const { n, d } of [share, ...(fix === undefined ? [] : [fix.deliveredShare])])
      expect(n >= 0n && n <= d).toBe(true);
}

function sharesOf(trace: Trace): readonly Fraction[] {
  return visits(trace).flatMap(({ share, hop }) => [share, ...hop.next.map((branch) => branch.share)]);
}
