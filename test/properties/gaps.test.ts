/** Rule 7: what was not read makes an answer unknown or leaves it as it is; filling the gap never turns it around. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Asked } from "../../src/faces/question/question-from.ts";
import type { Verdict } from "../../src/model/diagnosis.ts";
import { MeshError } from "../../src/model/mesh-error.ts";
import type { Kind } from "../../src/model/resource-kinds.ts";
import type { Snapshot } from "../../src/model/snapshot.ts";
import { asked, snapshotOfFolder, stories } from "../support/folders.ts";
import { objectsOfPlan, plans, questionOf, someNames } from "../support/generated-mesh.ts";
import { runs } from "../support/runs.ts";
import { type RawObject, snapshotOf } from "../support/snapshot.ts";
import { why } from "../support/why.ts";

/** Kinds that decide what becomes of a request. */
const deciding: readonly Kind[] = [
  "VirtualService",
  "DestinationRule",
  "PeerAuthentication",
  "AuthorizationPolicy",
  "RequestAuthentication",
  "NetworkPolicy",
  "Sidecar",
  "ServiceEntry",
  "ConfigMap",
  "Gateway",
  "Secret",
  "EndpointSlice",
  "WorkloadEntry",
  "EnvoyFilter",
  "MutatingWebhookConfiguration",
];
const kinds: readonly Kind[] = [...deciding, "Pod", "Namespace", "Deployment"];

test("a kind that was not read, in a generated mesh", () => {
  fc.assert(
    fc.property(plans, fc.uniqueArray(fc.constantFrom(...kinds), { minLength: 1, maxLength: 2 }), (plan, unread) => {
      const question = questionOf(plan, someNames);
      const objects = objectsOfPlan(plan, someNames);
      expectNoTurn(question, snapshotOf(objects), snapshotOf(objects, { unread }));
    }),
    runs(80),
  );
});

test("an object that cannot be understood, in a generated mesh", () => {
  fc.assert(
    fc.property(plans, fc.nat({ max: 1000 }), (plan, drawn) => {
      const question = questionOf(plan, someNames);
      const objects = objectsOfPlan(plan, someNames);
      const candidates = objects.filter(({ kind }) => deciding.some((one) => one === kind));
      const object = candidates[drawn % candidates.length];
      expectNoTurn(
        question,
        snapshotOf(objects),
        snapshotOf(objects.map((one) => (one === object ? spoilt(one) : one))),
      );
    }),
    runs(80),
  );
});

describe.each(stories.map((story) => [story.name, story] as const))("the story %s", (_, { ask, folder }) => {
  const quiet = { ...folder, logs: new Map() };
  const [configured, seen] = [quiet, folder].map((one) => verdictOf(asked(ask), snapshotOfFolder(one)));

  test.each(kinds)("without any %s, by its configuration", (kind) => {
    const partly = verdictOf(asked(ask), snapshotOfFolder(quiet, { unread: [kind] }));
    expect(["unknown", configured]).toContain(partly);
  });

  // Which calls count depends on when the objects of the path were changed: a share that was seen may be another one.
  test.each(["VirtualService", "AuthorizationPolicy", "Pod"] as const)("without any %s, by its logs, too", (kind) => {
    const partly = verdictOf(asked(ask), snapshotOfFolder(folder, { unread: [kind] }));
    expect([isHurt(seen ?? "unknown"), undefined]).toContain(isHurt(partly));
  });
});

function isHurt(verdict: Verdict): boolean | undefined {
  return verdict === "unknown" ? undefined : verdict !== "healthy";
}

function expectNoTurn(question: Asked, whole: Snapshot, partly: Snapshot): void {
  const verdict = verdictOf(question, whole);
  expect(["unknown", verdict]).toContain(verdictOf(question, partly));
}

/** A name that cannot be found for want of objects is not known, either. */
function verdictOf(question: Asked, snapshot: Snapshot): Verdict {
  try {
    return why(question, snapshot).verdict;
  } catch (error) {
    if (error instanceof MeshError) return "unknown";
    throw error;
  }
}

/** The object as it stands in a file, with a spec of the wrong form: its name is known, and nothing else. */
function spoilt(object: RawObject): RawObject {
  if (object.kind === "ConfigMap") return { ...object, data: { mesh: "{ no: [ yaml" } };
  return object.spec === undefined ? { ...object, webhooks: "none" } : { ...object, spec: "none" };
}
