import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import type { Json } from "../../src/model/json.ts";
import { valueText } from "../../src/render/value-text.ts";
import { yamlLines } from "../../src/render/yaml-lines.ts";

const values: readonly Json[] = [
  null,
  true,
  0.5,
  "text",
  "with space",
  "",
  " edge ",
  "true",
  "no",
  "~",
  "null",
  "12",
  "1e3",
  "0x1f",
  "1_000",
  ".5",
  "-",
  "- a",
  "-5",
  "a: b",
  "a:",
  "a #b",
  "#a",
  "*",
  "<<",
  "&a",
  "!b",
  "%c",
  "@d",
  "`e",
  "[f]",
  "{g}",
  "g, h",
  "'h'",
  '"i"',
  "| j",
  "> k",
  "line\nbreak",
  "a\u0000b",
  "a\u0085b",
  "a\u2028b",
  "payment.shop.svc.cluster.local:8080",
  "14:02:51",
  "2026-11-20",
  [],
  {},
  [1, [2, [3]], { a: [] }],
  { host: "payment", subsets: [{ name: "v1", labels: { "app.kubernetes.io/version": "1" } }], empty: {}, none: null },
];

describe("yamlLines()", () => {
  test.each(values.map((value) => [JSON.stringify(value), value] as const))("of %s reads back", (_text, value) => {
    expect(parse(yamlLines(value).join("\n"))).toEqual(value);
  });
});

describe("valueText()", () => {
  test.each(values.map((value) => [JSON.stringify(value), value] as const))("of %s reads back", (_text, value) => {
    expect(parse(valueText(value))).toEqual(value);
  });

  test("cuts what is too long", () => {
    expect(valueText("x".repeat(200))).toBe(`${"x".repeat(119)}…`);
    expect(valueText(["a", "b"], 5)).toBe("[a,…");
  });
});
