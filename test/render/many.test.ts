/** Health, who and digest as text, Markdown and JSON. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { columns } from "../../src/render/columns.ts";
import { digestJsonText } from "../../src/render/digest-json.ts";
import { digestPage } from "../../src/render/digest-page.ts";
import { healthJsonText } from "../../src/render/health-json.ts";
import { healthPage } from "../../src/render/health-page.ts";
import type { Page } from "../../src/render/page.ts";
import { pageMarkdown } from "../../src/render/page-markdown.ts";
import { pageText } from "../../src/render/page-text.ts";
import { whoJsonText } from "../../src/render/who-json.ts";
import { whoPage } from "../../src/render/who-page.ts";
import {
  crowd,
  empty,
  evilDigest,
  evilHealth,
  evilWho,
  firstDigest,
  mixed,
  neighbours,
  nextDigest,
  sameDigest,
} from "./many-samples.ts";

const short = { details: false };
const pages: readonly (readonly [string, Page])[] = [
  ["health", healthPage(mixed, short)],
  ["health-empty", healthPage(empty, short)],
  ["who", whoPage(neighbours, short)],
  ["digest-first", digestPage(firstDigest, short)],
  ["digest-next", digestPage(nextDigest, short)],
  ["digest-same", digestPage(sameDigest, short)],
];
const whole = { details: true };
const all: readonly (readonly [string, Page])[] = [
  ...pages,
  ["crowd", healthPage(crowd, whole)],
  ["evil health", healthPage(evilHealth, whole)],
  ["evil who", whoPage(evilWho, whole)],
  ["evil digest", digestPage(evilDigest, whole)],
];

describe("text and Markdown", () => {
  test.each(pages)("tell %s", async (name, page) => {
    await expect(pageText(page)).toMatchFileSnapshot(`golden/${name}.txt`);
    await expect(pageMarkdown(page)).toMatchFileSnapshot(`golden/${name}.md`);
  });

  test.each(all)("%s fits any width, and holds nothing that a terminal obeys", (_, page) => {
    for (const width of [40, 80, 120]) {
      const text = pageText(page, { width });
      expect(text.split("\n").filter((line) => columns(line) > width)).toEqual([]);
      expect(text).not.toMatch(/[^\P{Cc}\n]/u);
      expect(text).not.toMatch(/[\u200b-\u200f\u202a-\u202e\u2066-\u2069]/u);
    }
  });

  test("a digest in which nothing changed is its heading alone", () => {
    expect(digestPage(sameDigest, short).sections).toEqual([]);
    expect(digestPage(sameDigest, short).heading.claim).toMatch(/^nothing changed, 5 still open; /);
    expect(digestPage(sameDigest, whole).sections).toHaveLength(2);
  });

  test("lists that are cut say so, and details have all of them", () => {
    expect(pageText(healthPage(crowd, short))).toContain("… and 290 more");
    expect(pageText(healthPage(crowd, whole))).not.toContain("more\n");
  });
});

describe("JSON", () => {
  const samples: readonly (readonly [string, string, string])[] = [
    ["health", "mixed", healthJsonText(mixed)],
    ["health", "empty", healthJsonText(empty)],
    ["health", "evil", healthJsonText(evilHealth)],
    ["who", "neighbours", whoJsonText(neighbours)],
    ["who", "evil", whoJsonText(evilWho)],
    ["digest", "first", digestJsonText(firstDigest)],
    ["digest", "next", digestJsonText(nextDigest)],
    ["digest", "same", digestJsonText(sameDigest)],
    ["digest", "evil", digestJsonText(evilDigest)],
  ];

  test.each(samples)("%s, %s: meets the published schema, which describes every field", (name, _, text) => {
    const validate = new Ajv2020({ strict: true, allErrors: true, allowUnionTypes: true }).compile(
      closed(schemaOf(name)),
    );
    validate(JSON.parse(text));
    expect(validate.errors).toBeNull();
    expect(text).not.toMatch(/[^\P{Cc}\n]/u);
  });

  test.each(["health", "who", "digest"])(
    "the schema of %s takes fields that it does not know, and refuses others",
    (name) => {
      const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(schemaOf(name));
      const [, , text = ""] = samples.find(([of]) => of === name) ?? [];
      const value = JSON.parse(text) as Record<string, unknown>;
      expect(validate({ ...value, mood: "calm" })).toBe(true);
      expect(validate({ ...value, schema: `meshwhy.${name}/v2` })).toBe(false);
      for (const key of Object.keys(value)) {
        const { [key]: _, ...rest } = value;
        expect(validate(rest), key).toBe(false);
      }
    },
  );
});

function schemaOf(name: string): object {
  return JSON.parse(
    readFileSync(join(import.meta.dirname, "../../schema", `${name}.v1.schema.json`), "utf8"),
  ) as object;
}

/** The schema with every object closed. */
function closed(value: unknown): object {
  if (Array.isArray(value))
    return value.map((item) => (typeof item === "object" && item !== null ? closed(item) : item));
  const entries = Object.entries(value as object)
    .filter(([key]) => key !== "$id")
    .map(([key, child]) => [key, typeof child === "object" && child !== null ? closed(child) : child]);
  const copy = Object.fromEntries(entries);
  return copy.properties === undefined || copy.type !== "object" ? copy : { ...copy, additionalProperties: false };
}
