/** One object of the wrong shape never crashes an answer: it is a gap, or it is read as far as it goes. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Asked } from "../../src/faces/question/question-from.ts";
import type { Diagnosis } from "../../src/model/diagnosis.ts";
import { MeshError } from "../../src/model/mesh-error.ts";
import { jsonText } from "../../src/render/json.ts";
import { toMarkdown } from "../../src/render/markdown.ts";
import { toText } from "../../src/render/text.ts";
import { asked, snapshotOfFolder, stories } from "../support/folders.ts";
import { objectsOfPlan, plans, questionOf, someNames } from "../support/generated-mesh.ts";
import { runs } from "../support/runs.ts";
import { type RawObject, snapshotOf } from "../support/snapshot.ts";
import { why } from "../support/why.ts";

/** What takes a field's place; `undefined`: the field is dropped. */
const spoils: readonly unknown[] = [
  undefined,
  null,
  "",
  "x",
  "*",
  0,
  -1,
  1.5,
  99999,
  true,
  [],
  [null],
  ["x"],
  {},
  { x: {} },
];

/** Which object, which of its fields (counted through), and what is put there. */
const mutation = fc.record({ object: fc.nat(), field: fc.nat(), spoil: fc.constantFrom(...spoils) });

test("fields of a generated mesh", () => {
  fc.assert(
    fc.property(plans, fc.array(mutation, { minLength: 1, maxLength: 4 }), (plan, mutations) => {
      const objects = mutations.reduce(mutated, objectsOfPlan(plan, someNames));
      expectToHold(() => why(questionOf(plan, someNames), snapshotOf(objects)));
    }),
    runs(80),
  );
});

describe.each(stories.map((story) => [story.name, story] as const))("fields of the story %s", (_, { ask, folder }) => {
  // Most pods and slices are of workloads that are not asked about.
  const near = folder.objects.filter(({ kind }) => kind !== "ReplicaSet" && kind !== "Node");
  test("may be anything", () => {
    fc.assert(
      fc.property(fc.array(mutation, { minLength: 1, maxLength: 6 }), (mutations) => {
        const snapshot = snapshotOfFolder({ ...folder, objects: mutations.reduce(mutated, near) });
        expectToHold(() => why(asked(ask), snapshot));
      }),
      runs(10),
    );
  });
});

test("words of a question", () => {
  const [{ folder } = { folder: undefined }] = stories;
  if (folder === undefined) throw new Error("Cannot find a story");
  const snapshot = snapshotOfFolder({ ...folder, logs: new Map() });
  const word = fc.oneof(
    fc.constantFrom(
      "checkout",
      "shop/payment",
      "payment.shop",
      "payment.shop.svc.cluster.local",
      "internet",
      "sa/x",
      "pod/",
      "/",
      "",
      "10.0.0.1",
      "::1",
      "http://payment",
      "https://[::1]:1/x",
      "a.b.c.d.e.f.g",
      "*",
      "deploy/checkout",
    ),
    fc.string({ maxLength: 12 }),
  );
  const request = fc.option(fc.constantFrom("GET /", "POST /charge", "/x?y=z", "GET *", "x"), { nil: undefined });
  const scheme = fc.option(fc.constantFrom("http", "https", "tcp", "tls", "grpc", "gopher"), { nil: undefined });
  const port = fc.option(fc.constantFrom("1", "80", "8080", "65535", "0", "x"), { nil: undefined });
  fc.assert(
    fc.property(fc.record({ from: word, to: word, request, scheme, port }), (question: Asked) => {
      expectToHold(() => why(question, snapshot));
    }),
    runs(80),
  );
});

/** An answer, told in every form, or an error that says what is wrong with the question. */
function expectToHold(ask: () => Diagnosis): void {
  try {
    const diagnosis = ask();
    expect(["healthy", "degraded", "broken", "unknown"]).toContain(diagnosis.verdict);
    for (const tell of [jsonText, toMarkdown, toText]) expect(tell(diagnosis)).not.toBe("");
  } catch (error) {
    if (!(error instanceof MeshError)) throw error;
  }
}

function mutated(
  objects: readonly RawObject[],
  { object, field, spoil }: { readonly object: number; readonly field: number; readonly spoil: unknown },
): readonly RawObject[] {
  const index = object % objects.length;
  return objects.map((one, i) => (i === index ? (spoilt(one, field, spoil) as RawObject) : one));
}

/** The value with its n-th field (fields of fields counted, too) replaced. */
function spoilt(value: unknown, n: number, spoil: unknown): unknown {
  const paths = [...fieldsOf(value, [])];
  const path = paths[n % Math.max(1, paths.length)];
  return path === undefined ? value : replaced(value, path, spoil);
}

function* fieldsOf(value: unknown, path: readonly string[]): Generator<readonly string[]> {
  if (typeof value !== "object" || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    yield [...path, key];
    yield* fieldsOf(inner, [...path, key]);
  }
}

function replaced(value: unknown, [key = "", ...rest]: readonly string[], spoil: unknown): unknown {
  if (Array.isArray(value)) {
    const list: readonly unknown[] = value;
    const at = Number(key);
    if (rest.length > 0) return list.with(at, replaced(list[at], rest, spoil));
    return spoil === undefined ? list.toSpliced(at, 1) : list.with(at, spoil);
  }
  const { [key]: old, ...others } = value as Readonly<Record<string, unknown>>;
  if (rest.length > 0) return { ...others, [key]: replaced(old, rest, spoil) };
  return spoil === undefined ? others : { ...others, [key]: spoil };
}
