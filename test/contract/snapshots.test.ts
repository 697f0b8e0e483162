/** A snapshot that was written answers the same question in the same words, whether files or a cluster were read. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { diagnose } from "../../src/diagnose/diagnose.ts";
import { health } from "../../src/diagnose/health.ts";
import { questionFrom } from "../../src/faces/question/question-from.ts";
import { MeshError } from "../../src/model/mesh-error.ts";
import type { Question } from "../../src/model/question.ts";
import type { Scope } from "../../src/model/scope.ts";
import type { Source } from "../../src/model/source.ts";
import { healthJsonText } from "../../src/render/health-json.ts";
import { jsonText } from "../../src/render/json.ts";
import { toMarkdown } from "../../src/render/markdown.ts";
import { toText } from "../../src/render/text.ts";
import { fileSource } from "../../src/source/files/file-source.ts";
import { saveSnapshot } from "../../src/source/recorded/save-snapshot.ts";
import { snapshotFiles } from "../../src/source/recorded/snapshot-files.ts";
import { checkCases } from "../checks/check-cases.ts";
import { type Ask, asked, samples, shopPairs, stories } from "../support/folders.ts";
import { objectsOfPlan, plans, questionOf, someNames } from "../support/generated-mesh.ts";
import { sourceOf } from "../support/kube/cluster-of.ts";
import { readKubeFolders } from "../support/kube/read-kube-folders.ts";
import { speakingProxies } from "../support/kube/speaking-proxies.ts";
import { runs } from "../support/runs.ts";
import { whyPlaybook } from "../support/why.ts";
import { contractClusters } from "./contract-clusters.ts";

const at = "2026-05-04T10:30:00Z";
const scratch = mkdtempSync(join(tmpdir(), "meshwhy-written-"));
const clusters = contractClusters(at);
let written = 0;
afterAll(async () => {
  await clusters.stop();
  rmSync(scratch, { recursive: true, force: true });
}, 60_000);

/** Both sources of what lies in folders. `at` is the server's clock alone. */
async function both(...paths: readonly string[]): Promise<readonly (readonly [name: string, source: Source])[]> {
  const { api } = await clusters.ofFolders(paths);
  return [
    ["files", fileSource({ paths })],
    ["a cluster", sourceOf(api)],
  ];
}

/** A source as it was when it was read for a question; and the same, written and read again. */
async function writtenOf(source: Source, question: Question | Scope): Promise<{ before: Source; after: Source }> {
  written += 1;
  const path = join(scratch, String(written));
  const snapshot = await source.read(question);
  saveSnapshot(path, snapshotFiles(snapshot, question), { force: false });
  return { before: { read: () => Promise.resolve(snapshot) }, after: fileSource({ paths: [path] }) };
}

async function answers(source: Source, question: Question): Promise<unknown> {
  try {
    const diagnosis = unplaced(await diagnose(question, whyPlaybook, source));
    return {
      diagnosis,
      json: jsonText(diagnosis),
      text: toText(diagnosis, { width: 100, details: true }),
      brief: toText(diagnosis),
      markdown: toMarkdown(diagnosis),
    };
  } catch (error) {
    if (!(error instanceof MeshError)) throw error;
    return { code: error.code, message: error.message, next: error.next, candidates: error.candidates };
  }
}

/** Without what tells where something stands in a file. A log line is a text, not a number. */
function unplaced<T>(value: T): T {
  if (Array.isArray(value)) return value.map(unplaced) as T;
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(
    ([key, inner]) => key !== "place" && key !== "file" && !(key === "line" && typeof inner === "number"),
  );
  return Object.fromEntries(entries.map(([key, inner]) => [key, unplaced(inner as unknown)])) as T;
}

async function expectSame(source: Source, question: Question): Promise<void> {
  const { before, after } = await writtenOf(source, question);
  expect(await answers(after, question)).toEqual(await answers(before, question));
}

const shop = new URL("../../examples/shop/", import.meta.url).pathname;

describe.each(stories.map((story) => [story.name, story] as const))("story %s", async (name, story) => {
  const { objects, logs } = readKubeFolders([join(shop, "overlays", name)]);
  const overlay = objects.length + Object.keys(logs).length === 0 ? [] : [join(shop, "overlays", name)];
  test.each(await both(join(shop, "base"), ...overlay))("from %s", async (_, source) => {
    await expectSame(source, questionFrom(asked(story.ask)));
  });
});

describe("what proxies said", async () => {
  const { objects, logs } = readKubeFolders([join(shop, "base")]);
  const { http } = speakingProxies(objects, {
    permissive: [8080],
    known: ({ name, ...proxy }) =>
      name.includes("payment-v2") ? undefined : { ...proxy, name, stale: ["route"], rejected: { listener: "bad" } },
    holds: (holds) => ({ ...holds, refused: [{ name: "virtualInbound", details: "bad", at }] }),
  });
  const { api } = await clusters.start({ objects, logs, http });
  const question = questionFrom(asked({ from: "checkout", to: "payment", request: "POST /charge" }));
  const source = sourceOf(api, { proxies: true });

  test("is written and read again as it was, and so is the answer", async () => {
    const { before, after } = await writtenOf(source, question);
    const { proxies } = await before.read(question);
    expect(proxies?.map(({ sync }) => sync?.connected)).toEqual([true, true, true, true, false, false]);
    expect((await after.read(question)).proxies).toEqual(proxies);
    expect(await answers(after, question)).toEqual(await answers(before, question));
  });

  test("is not said of what is laid over it", async () => {
    written += 1;
    const path = join(scratch, String(written));
    saveSnapshot(path, snapshotFiles(await source.read(question), question), { force: false });
    const overlay = join(shop, "overlays", "wrong-principal");
    expect("proxies" in (await fileSource({ paths: [path, overlay] }).read(question))).toBe(false);
  });

  test("is not made up where nobody was asked", async () => {
    const { after } = await writtenOf(sourceOf(api), question);
    expect("proxies" in (await after.read(question))).toBe(false);
  });
});

describe.each(await both(join(shop, "base")))("pairs of the example mesh, from %s,", (_, source) => {
  const more: readonly Ask[] = [
    { from: "internet", to: "checkout" },
    { from: "nobody", to: "payment" },
    { from: "checkout", to: "paymnt" },
    { from: "sa/checkout", to: "payment" },
    { from: "checkout", to: "payment", request: "POST /charge" },
  ];
  test.each([...shopPairs, ...more].map((ask) => [`${ask.from} → ${ask.to} ${ask.request ?? ""}`, ask] as const))(
    "%s",
    (_, ask) => expectSame(source, questionFrom(asked(ask))),
  );

  test.each<[string, Scope]>([
    ["a service", { of: ["payment"], namespaces: [], pairs: [] }],
    ["a namespace", { of: ["ns/shop"], namespaces: [], pairs: [] }],
    ["namespaces and pairs", { of: [], namespaces: ["shop"], pairs: [{ from: "checkout", to: "payment" }] }],
    ["everything", { everywhere: true, of: [], namespaces: ["shop"], pairs: [] }],
  ])("how %s is", async (_, scope) => {
    const told = async (from: Source): Promise<unknown> => {
      const { everywhere: _, ...named } = scope;
      const all = unplaced(health(await from.read(scope), whyPlaybook, named, { most: 50 }));
      return { all, json: healthJsonText(all) };
    };
    const { before, after } = await writtenOf(source, scope);
    expect(await told(after)).toEqual(await told(before));
  });

  test("the bytes are the same each time", async () => {
    const question = questionFrom(asked({ from: "checkout", to: "payment" }));
    const [one, other] = [await source.read(question), await source.read(question)];
    const { stats: _, ...known } = one;
    expect([...snapshotFiles({ ...known, stats: other.stats }, question)]).toEqual([...snapshotFiles(other, question)]);
  });
});

describe("cases beside the checks", async () => {
  const { api, layCase } = await clusters.forCases();

  test.each(checkCases())("%s", async (_, given) => {
    const path = layCase(given);
    await expectSame(sourceOf(api), given.question);
    await expectSame(fileSource({ paths: [path] }), given.question);
  });
});

test("every mesh answers as before once it was written", { timeout: 60_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(plans, async (plan) => {
      const path = join(scratch, `plan-${written}.json`);
      const items = objectsOfPlan(plan, someNames);
      writeFileSync(path, JSON.stringify({ apiVersion: "v1", kind: "List", items }));
      await expectSame(fileSource({ paths: [path] }), questionFrom(questionOf(plan, someNames)));
    }),
    runs(30),
  );
});

describe.each(samples.map((sample) => [sample.name, sample] as const))("%s", async (_, { path, asks }) => {
  const sources = await both(path);
  test.each(asks.map((ask) => [`${ask.from} → ${ask.to}`, ask] as const))("%s", async (_, ask) => {
    for (const [, source] of sources) await expectSame(source, questionFrom(asked(ask)));
  });
});
