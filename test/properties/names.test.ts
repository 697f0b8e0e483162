/** Names are only names: others that sort alike give the same answer with the names changed. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { asked, type Folder, snapshotOfFolder, stories } from "../support/folders.ts";
import { type Names, objectsOfPlan, otherNames, plans, questionOf, someNames } from "../support/generated-mesh.ts";
import { runs } from "../support/runs.ts";
import { type RawObject, snapshotOf } from "../support/snapshot.ts";
import { toldOrError } from "../support/told.ts";
import { why } from "../support/why.ts";

test("the names of a generated mesh", () => {
  const pairs = [...someNames.namespaces, ...someNames.apps].map(
    (name, i) => [name, [...otherNames.namespaces, ...otherNames.apps][i] ?? ""] as const,
  );
  const ask = (plan: Parameters<typeof questionOf>[0], names: Names): unknown =>
    toldOrError(() => why(questionOf(plan, names), snapshotOf(objectsOfPlan(plan, names))));
  fc.assert(
    fc.property(plans, (plan) => {
      expect(ask(plan, otherNames)).toEqual(renamed(ask(plan, someNames), pairs));
    }),
    runs(60),
  );
});

describe("the names of the example mesh", () => {
  const pairs = [
    ["payment", "paymens"],
    ["checkout", "checkouu"],
    ["orders", "orderz"],
    ["shop", "shoq"],
    ["legacy", "legacz"],
    ["frontend", "fronteny"],
  ] as const;
  test.each(stories.map((story) => [story.name, story] as const))("%s", (_, { ask, folder }) => {
    const before = toldOrError(() => why(asked(ask), snapshotOfFolder(folder)));
    const after = toldOrError(() => why(asked(renamed(ask, pairs)), snapshotOfFolder(renamedFolder(folder, pairs))));
    expect(after).toEqual(renamed(before, pairs));
  });
});

type Pairs = readonly (readonly [from: string, to: string])[];

/** Every text in a value with every name replaced, wherever it stands. */
function renamed<T>(value: T, pairs: Pairs): T {
  return JSON.parse(replaced(JSON.stringify(value), pairs)) as T;
}

function replaced(text: string, pairs: Pairs): string {
  return pairs.reduce((changed, [from, to]) => changed.replaceAll(from, to), text);
}

function renamedFolder({ objects, logs }: Folder, pairs: Pairs): Folder {
  return {
    objects: renamed<readonly RawObject[]>(objects, pairs),
    logs: new Map([...logs].map(([key, text]) => [replaced(key, pairs), replaced(text, pairs)])),
  };
}
