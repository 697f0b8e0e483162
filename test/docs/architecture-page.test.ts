/** The table of layers in docs/architecture.md against the rules that test/architecture.test.ts enforces. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { layers } from "../architecture/rules.ts";

const root = join(import.meta.dirname, "../..");
const page = readFileSync(join(root, "docs/architecture.md"), "utf8");
const rows = new Map(
  [...page.matchAll(/^\| `(\w+)\/` \| (.+?) \| (.+?) \| (.+?) \|$/gm)].map(([, layer = "", what = "", may = ""]) => [
    layer,
    { what, may },
  ]),
);

describe("docs/architecture.md", () => {
  test("has every layer, in order", () => {
    expect([...rows.keys()]).toEqual(Object.keys(layers));
  });

  test.each(Object.entries(layers))("tells what %s may import", (layer, { layers: named, packages }) => {
    const may = rows.get(layer)?.may ?? "";
    const listed = [...may.matchAll(/`([^`]+)`/g)].map(([, name]) => name);
    const allowed = named.includes("*") ? [] : [...named, ...packages];
    expect(listed).toEqual(allowed);
    if (allowed.length === 0) expect(may).toBe(named.includes("*") ? "everything" : "nothing");
  });

  test.each([...rows])("says of %s whether it is there", (layer, { what }) => {
    expect(what.startsWith("not there yet")).toBe(!existsSync(join(root, "src", layer)));
  });

  test("names files that exist", () => {
    const whole = [...page.matchAll(/`((?:\w+\/)+[\w.-]+\.(?:ts|yaml))`/g)].map(([, path = ""]) => path);
    const missing = whole.filter((path) => !existsSync(join(root, path)) && !existsSync(join(root, "src", path)));
    expect(whole.length).toBeGreaterThan(20);
    expect(missing).toEqual([]);
  });
});
