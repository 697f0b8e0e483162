/** What is told of two answers to one question. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { answer } from "../../src/diagnose/answer.ts";
import { questionFrom } from "../../src/faces/question/question-from.ts";
import type { Answered } from "../../src/follow/answered.ts";
import { diffOf } from "../../src/follow/diff-of.ts";
import { fieldChanges } from "../../src/follow/field-changes.ts";
import type { DiagnosisDiff } from "../../src/model/diagnosis-diff.ts";
import type { Json } from "../../src/model/json.ts";
import { pathParts } from "../../src/model/path.ts";
import type { Kind } from "../../src/model/resource-kinds.ts";
import type { Gap, Snapshot } from "../../src/model/snapshot.ts";
import { asked, shopBase, snapshotOfFolder, stories } from "../support/folders.ts";
import { runs } from "../support/runs.ts";
import type { RawObject } from "../support/snapshot.ts";
import { whyPlaybook } from "../support/why.ts";

const healthy = snapshotOfFolder(shopBase);

function answeredWith(snapshot: Snapshot, request = "POST /charge"): Answered {
  const question = questionFrom(asked({ from: "checkout", to: "payment", request }));
  return { diagnosis: answer(question, whyPlaybook, snapshot), resources: snapshot.resources };
}

function storyRead(name: string): Snapshot {
  const story = stories.find((one) => one.name === name);
  if (story === undefined) throw new Error(`no story ${name}`);
  return snapshotOfFolder(story.folder);
}

function storyNamed(name: string): Answered {
  return answeredWith(storyRead(name));
}

function changed(change: (object: RawObject) => RawObject | undefined): Answered {
  const objects = shopBase.objects.flatMap((object) => change(structuredClone(object)) ?? []);
  return answeredWith(snapshotOfFolder({ ...shopBase, objects }));
}

const before = answeredWith(healthy);

/** In brief: kind, name, how, and the fields. */
function objectsOf({ objects }: DiagnosisDiff): readonly string[] {
  return objects.map(({ ref, change, fields }) =>
    `${ref.kind} ${ref.name} ${change} ${fields.map(({ path }) => path).join(" ")}`.trim(),
  );
}

describe("the same snapshot twice", () => {
  test.each(stories.map(({ name }) => name))("%s has nothing new", (name) => {
    const same = storyNamed(name);
    const diff = diffOf(same, storyNamed(name));
    expect(diff).toMatchObject({ isSame: true, isSameTrouble: true, news: [], resolved: [], objects: [] });
    expect(diff.still.length).toBe(same.diagnosis.findings.length);
  });
});

describe("a fault that came", () => {
  test("is told with its culprit, its share and the field that changed", () => {
    const after = storyNamed("wrong-principal");
    const diff = diffOf(before, after);
    expect(diff).toMatchObject({ isSame: false, isSameTrouble: false, resolved: [], still: [] });
    expect(diff.culprit).toMatchObject({
      before: undefined,
      after: { kind: "AuthorizationPolicy", name: "payment-callers" },
    });
    expect(diff.news[0]).toBe(after.diagnosis.findings[0]);
    expect(diff.delivered).toMatchObject({ before: { n: 1n, d: 1n }, after: { n: 0n, d: 1n } });
    expect(diff.objects).toMatchObject([
      {
        ref: { kind: "AuthorizationPolicy", namespace: "shop", name: "payment-callers" },
        change: "changed",
        fields: [
          {
            path: "spec.rules[0].from[0].source.principals[0]",
            before: "cluster.local/ns/shop/sa/checkout",
            after: "cluster.local/ns/shop/sa/orders",
          },
        ],
        at: "2026-11-20T14:02:11Z",
        by: "kubectl-client-side-apply",
      },
    ]);
  });

  test.each(stories.filter(({ expect: { culprit } }) => culprit !== null).map(({ name }) => name))(
    "of story %s is new, and resolved the other way round",
    (name) => {
      const after = storyNamed(name);
      const [there, back] = [diffOf(before, after), diffOf(after, before)];
      expect(there.isSame).toBe(false);
      expect(back.resolved).toEqual(there.news);
      expect(back.news).toEqual(there.resolved);
      expect(back.objects.map(({ ref }) => ref)).toEqual(there.objects.map(({ ref }) => ref));
      const told = ({ objects }: DiagnosisDiff, turned: boolean): readonly string[] =>
        objects
          .flatMap(({ fields }) => fields.map((one) => [one.path, one.before ?? null, one.after ?? null] as const))
          .map(([path, old, now]) => JSON.stringify(turned ? [path, now, old] : [path, old, now]))
          .sort();
      expect(told(back, true)).toEqual(told(there, false));
    },
  );
});

describe("an answer that could not read something", () => {
  const broken = storyRead("wrong-principal");
  const hurt = answeredWith(broken);

  /** The same, where a kind could not be read. */
  function without(kind: Kind, from: Snapshot = broken): Answered {
    const { [kind]: _, ...resources } = from.resources;
    const gap: Gap = { what: `${kind}s`, why: "forbidden", kind };
    return answeredWith({ ...from, resources, gaps: [...from.gaps, gap] });
  }

  test.each<Kind>(["Pod", "AuthorizationPolicy", "Service", "MutatingWebhookConfiguration"])(
    "of kind %s calls nothing resolved and nothing removed",
    (kind) => {
      const diff = diffOf(hurt, without(kind));
      expect(diff.resolved).toEqual([]);
      expect(diff.objects).toEqual([]);
      expect(diff.delivered).toBeUndefined();
    },
  );

  test("says what it could not look at", () => {
    const diff = diffOf(hurt, without("Pod"));
    expect(diff.after.verdict).toBe("unknown");
    expect(diff.unseen).toEqual(hurt.diagnosis.findings);
    expect(diff.unread.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      "Pod checkout",
      "Pod payment",
      "Pod payment-v2",
    ]);
    expect(diff.isSame).toBe(false);
  });

  test("does not make what is read again new or added", () => {
    const diff = diffOf(without("Pod"), hurt);
    expect(diff).toMatchObject({ news: [], objects: [], unread: [], unseen: [] });
    expect(diff.seenAgain).toEqual(hurt.diagnosis.findings);
  });

  test("twice has nothing to tell", () => {
    expect(diffOf(without("Pod"), without("Pod"))).toMatchObject({ isSame: true, unseen: [], unread: [] });
  });

  test("still tells what is resolved where the gap does not matter", () => {
    const diff = diffOf(hurt, without("EnvoyFilter", healthy));
    expect(diff.resolved).toEqual(hurt.diagnosis.findings);
    expect(diff.unseen).toEqual([]);
  });

  test("does not miss pods of namespaces that it was not asked about", () => {
    const resources = { ...broken.resources, Pod: [] };
    const diff = diffOf(hurt, { ...hurt, resources, workloadsOf: ["elsewhere"] });
    expect(diff.objects).toEqual([]);
    expect(diff.unread.every(({ kind }) => kind === "Pod")).toBe(true);
  });
});

describe("objects", () => {
  test("that no answer speaks of are passed over", () => {
    const after = changed((object) => {
      if (object.kind === "Service" && object.metadata.name === "refunds")
        Object.assign(object.metadata, { labels: { other: "x" } });
      return object;
    });
    expect(diffOf(before, after)).toMatchObject({ isSame: true, objects: [] });
  });

  test("that went are told", () => {
    const after = changed((object) =>
      object.kind === "DestinationRule" && object.metadata.name === "payment" ? undefined : object,
    );
    expect(objectsOf(diffOf(before, after))).toContain("DestinationRule payment removed");
    expect(objectsOf(diffOf(after, before))).toContain("DestinationRule payment added");
  });

  test("that only were written again are the same", () => {
    const after = changed((object) => {
      Object.assign(object.metadata, { managedFields: [{ manager: "someone", time: "2026-11-20T14:00:00Z" }] });
      return object;
    });
    expect(diffOf(before, after).objects).toEqual([]);
  });

  test("of another API version are the same", () => {
    const after = changed((object) =>
      object.apiVersion === "networking.istio.io/v1"
        ? { ...object, apiVersion: "networking.istio.io/v1beta1" }
        : object,
    );
    expect(diffOf(before, after).objects).toEqual([]);
  });

  test("that are pods of one owner are told as replaced, with what differs between them", () => {
    const after = changed((object) => {
      const text = JSON.stringify(object).replaceAll("checkout-2dngv9dvpj", "checkout-7bcd5f8g9h");
      const renewed = JSON.parse(text) as RawObject & { spec: { containers: { image: string }[] } };
      if (object.kind === "Pod" && object.metadata.name.startsWith("checkout-"))
        for (const container of renewed.spec.containers) container.image = "example.com/new:2";
      return renewed;
    });
    const { objects } = diffOf(before, after);
    expect(objects).toMatchObject([
      { ref: { kind: "Pod", name: "checkout" }, change: "replaced", pods: { before: 2, after: 2 } },
    ]);
    expect(objects[0]?.fields.map(({ path }) => path)).toEqual(
      expect.arrayContaining([expect.stringMatching(/^spec\.containers\[\d\]\.image$/)]),
    );
    expect(objects[0]?.fields.map(({ path }) => path).filter((path) => /name|podIP|hash/.test(path))).toEqual([]);
  });
});

describe("fields", () => {
  test.each<[string, Json, Json, readonly string[]]>([
    ["of the same value", { a: [1, { b: null }] }, { a: [1, { b: null }] }, []],
    ["that are set, gone and new", { a: 1, b: 2 }, { a: 3, c: 4 }, ["a", "b", "c"]],
    ["with dots in their names", { "a.b/c": 1 }, { "a.b/c": 2 }, ['["a.b/c"]']],
    ["in plain lists", { a: [1, 2] }, { a: [1, 3] }, ["a[1]"]],
    ["in plain lists that grew", { a: [1] }, { a: [1, 2] }, ["a"]],
    [
      "of named items in another order",
      [{ name: "a", b: 1 }, { name: "c" }],
      [{ name: "c" }, { name: "a", b: 2 }],
      ["[1].b"],
    ],
    ["of named items that came", [{ name: "a" }], [{ name: "b" }, { name: "a" }], ["[0]"]],
    ["of items before others", [{ a: 1 }], [{ a: 0 }, { a: 1 }], ["[0]"]],
    ["of an item between others", [{ a: 1 }, { a: 2 }, { a: 3 }], [{ a: 1 }, { a: 4 }, { a: 3 }], ["[1].a"]],
    ["of another type", { a: [1] }, { a: { b: 1 } }, ["a"]],
  ])("%s", (_, one, other, paths) => {
    expect(fieldChanges(one, other).map(({ path }) => path)).toEqual(paths);
  });

  const values = fc.jsonValue({ maxDepth: 4 }).map((value) => JSON.parse(JSON.stringify(value)) as Json);

  test("are none only between equal values, and lead to what differs", () => {
    fc.assert(
      fc.property(values, values, (one, other) => {
        const changes = fieldChanges(one, other);
        expect(changes.length === 0).toBe(sorted(one) === sorted(other));
        expect(fieldChanges(one, structuredClone(one))).toEqual([]);
        for (const { path, before: old, after: now } of changes) {
          expect(sorted(old ?? null) === sorted(now ?? null) && old !== undefined && now !== undefined).toBe(false);
          if (now !== undefined) expect(valueAt(other, path)).toEqual(now);
        }
      }),
      runs(200),
    );
  });
});

function valueAt(value: Json, path: string): unknown {
  return pathParts(path).reduce<unknown>((inner, part) => (inner as Readonly<Record<string, unknown>>)[part], value);
}

/** Objects are equal whatever the order of their keys. Named lists are told apart by name, not by order. */
function sorted(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(sorted).join()}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(Object.is(value, -0) ? 0 : value);
  const fields = value as Readonly<Record<string, Json>>;
  return `{${Object.keys(fields)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${sorted(fields[key] ?? null)}`)
    .join()}}`;
}
