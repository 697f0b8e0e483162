import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isRawObject } from "../../../src/kinds/raw-object.ts";
import { toResource } from "../../../src/kinds/to-resource.ts";
import type { Question } from "../../../src/model/question.ts";
import type { AnyResource, Kind } from "../../../src/model/resource-kinds.ts";
import type { Resources, Snapshot } from "../../../src/model/snapshot.ts";
import { fileSource } from "../../../src/source/files/file-source.ts";
import { headOf } from "../../../src/source/files/head-of.ts";
import { heavyKinds } from "../../../src/source/interest/heavy-kinds.ts";
import { interest } from "../../../src/source/interest/interest.ts";
import { rollFor } from "../../../src/source/interest/roll.ts";
import { layouts, type RawObject } from "./layouts.ts";
import { someObjects } from "./objects.ts";

const runs = { numRuns: Number(process.env.FUZZ_RUNS ?? 60) };

const questions: readonly Question[] = [
  { from: "checkout", to: "payment", headers: [] },
  { from: "shop/checkout", to: "payment.bank.svc.cluster.local", headers: [] },
  { from: "internet", to: "shop/payment", headers: [] },
  { from: "sa/a", to: "b", namespace: "other", headers: [] },
  { from: "nobody", to: "10.0.0.1", headers: [] },
];

describe("whatever the layout, the same is read, and all of it that is of interest", () => {
  test.each(layouts)("$name", async ({ print }) => {
    await fc.assert(
      fc.asyncProperty(someObjects, fc.constantFrom(...questions), async (objects, question) => {
        const distinct = withoutConflicts(objects);
        const snapshot = await read(print([...distinct, anchor]), question);
        expect(summary(snapshot)).toEqual(expected([...distinct, anchor], question));
      }),
      runs,
    );
  });
});

/** Keeps every snapshot from being empty. */
const anchor: RawObject = {
  apiVersion: "v1",
  kind: "ServiceAccount",
  metadata: { name: "default", namespace: "shop" },
};

function read(text: string, question: Question): Promise<Snapshot> {
  return fileSource({ paths: ["-"], stdin: chunks(text) }).read(question);
}

async function* chunks(text: string): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(Buffer.from(text));
}

function summary({ resources, gaps }: Snapshot): object {
  return {
    resources,
    gaps: gaps
      .filter(({ ref }) => ref !== undefined)
      .map(({ what, why }) => `${what}: ${why}`)
      .sort(),
  };
}

/** What reading every object in full would give. */
function expected(objects: readonly RawObject[], question: Question): object {
  const parsed = objects.map((object) => JSON.parse(JSON.stringify(object)) as RawObject);
  const roll = rollFor(question);
  for (const object of parsed) {
    const head = headOf(object);
    if (head !== undefined) roll.note(head);
  }
  const converted = parsed.map(toResource).filter((found) => found !== undefined);
  const resources = byKind(
    converted.flatMap(({ kind, resource }) => (resource === undefined ? [] : [[kind, resource]])),
  );
  const places = interest(question, roll, resources);
  const isRead = (kind: Kind, namespace: string): boolean =>
    !heavyKinds.has(kind) || places === "all" || places.has(namespace);
  return {
    resources: byKind(
      converted.flatMap(({ kind, resource }) =>
        resource !== undefined && isRead(kind, resource.metadata.namespace) ? [[kind, resource]] : [],
      ),
    ),
    gaps: converted.flatMap(({ gap }) => (gap === undefined ? [] : [`${gap.what}: ${gap.why}`])).sort(),
  };
}

function byKind(found: readonly (readonly [Kind, AnyResource])[]): Resources {
  const lists: Record<string, AnyResource[]> = {};
  for (const [kind, resource] of found) {
    lists[kind] ??= [];
    lists[kind].push(resource);
  }
  const order = ({ metadata: a }: AnyResource, { metadata: b }: AnyResource): number =>
    a.namespace < b.namespace ? -1 : a.namespace > b.namespace ? 1 : a.name < b.name ? -1 : 1;
  for (const list of Object.values(lists)) list.sort(order);
  return lists;
}

/** The first object of each name. */
function withoutConflicts(objects: readonly RawObject[]): readonly RawObject[] {
  const seen = new Set<string>();
  return objects.filter((object) => {
    const { kind, metadata } = object;
    const isClusterWide = kind === "Namespace";
    const key = `${kind}/${isClusterWide ? "" : String(metadata.namespace)}/${String(metadata.name)}`;
    if (seen.has(key) || !isRawObject(metadata)) return false;
    seen.add(key);
    return true;
  });
}
