/** The example mesh, story by story: what its scenario.yaml says is what is answered. */
import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import type { Diagnosis } from "../../src/model/diagnosis.ts";
import { isOne, toNumber } from "../../src/model/fraction.ts";
import { toJson } from "../../src/render/json.ts";
import { asked, type Story, shopBase, shopPairs, snapshotOfFolder, stories } from "../support/folders.ts";
import { why } from "../support/why.ts";

/** Stories in which no change of an object mends anything: all is well, or what is wrong is inside a container. */
const beyondRepair = new Set(["healthy", "application-error"]);

const schema: unknown = JSON.parse(
  readFileSync(new URL("../../schema/diagnosis.v1.schema.json", import.meta.url), "utf8"),
);
const isValid = new Ajv2020({ strict: false, validateFormats: false }).compile(schema as object);

describe.each(stories.map((story) => [story.name, story] as const))("%s", (name, story) => {
  const diagnosis = answerTo(story);
  const { verdict, culprit, layer } = story.expect;

  test(`is ${verdict}`, () => {
    expect(diagnosis.verdict).toBe(verdict);
  });

  test(culprit === null ? "has no culprit" : `is the fault of ${culprit.kind} ${culprit.name}`, () => {
    if (culprit === null) expect(diagnosis.culprit).toBeUndefined();
    else expect(diagnosis.culprit).toMatchObject(culprit);
  });

  if (layer !== undefined)
    test(`lies in the layer ${layer}`, () => {
      expect(diagnosis.findings[0]?.layer).toBe(layer);
    });

  test("is told as the published schema has it", () => {
    isValid(toJson(diagnosis));
    expect(isValid.errors ?? []).toEqual([]);
  });

  if (!beyondRepair.has(name))
    test("has a fix that was tried and helps", () => {
      const fix = diagnosis.findings[0]?.fix;
      expect(fix?.verified).toBe(true);
      expect(fix?.command.length).toBeGreaterThan(0);
    });
});

describe("two faults in series", () => {
  const story = stories.find(({ name }) => name === "two-faults");
  test("are mended one after the other", () => {
    const [first, second] = story === undefined ? [] : answerTo(story).findings;
    expect(first?.fix?.outcome).toMatch(/gets further, then denied at authorization/);
    expect(second?.resource).toMatchObject({
      kind: "AuthorizationPolicy",
      name: "payment-callers",
      path: "spec.rules[0].from[0].source.principals[0]",
    });
    expect(second?.fix === undefined ? 0 : toNumber(second.fix.deliveredShare)).toBe(1);
  });
});

describe("a single fault", () => {
  const single = stories.filter(({ name }) => !beyondRepair.has(name) && name !== "two-faults");
  test.each(single.map((story) => [story.name, story] as const))("%s: its fix delivers every request", (_, story) => {
    const share = answerTo(story).findings[0]?.fix?.deliveredShare;
    expect(share !== undefined && isOne(share)).toBe(true);
  });
});

describe("calls of the healthy mesh", () => {
  const snapshot = snapshotOfFolder(shopBase);
  const titles = shopPairs.map((ask) => [`${ask.from} → ${ask.to} ${ask.request ?? ""}`, ask] as const);
  test.each(titles)("%s is healthy", (_, ask) => {
    const { verdict, summary } = why(asked(ask), snapshot);
    expect(verdict, summary).toBe("healthy");
  });
  test.each(titles)("%s is healthy without naming a request", (_, ask) => {
    const { verdict, summary } = why({ from: ask.from, to: ask.to }, snapshot);
    expect(verdict, summary).toBe("healthy");
  });
});

const answers = new Map<string, Diagnosis>();

function answerTo({ name, folder, ask }: Story): Diagnosis {
  const known = answers.get(name);
  if (known !== undefined) return known;
  const diagnosis = why(asked(ask), snapshotOfFolder(folder));
  answers.set(name, diagnosis);
  return diagnosis;
}
