/** docs/checks.md and docs/failure-classes.md against the checks there are. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { checksFile, checksPage, classGroups } from "../../scripts/docs.ts";
import { checks } from "../../src/checks/all.ts";
import { hypothesisRules } from "../../src/diagnose/hypothesis-rules.ts";

const classes = classGroups().flatMap((group) => [...group.classes.keys()]);

describe("docs/checks.md", () => {
  test("is up to date: npm run docs", () => {
    expect(readFileSync(checksFile, "utf8")).toBe(checksPage());
  });

  test("has a section for each check", () => {
    const sections = [...checksPage().matchAll(/^### `(.+)`$/gm)].map(([, id = ""]) => id);
    expect(sections.sort()).toEqual(checks.map(({ id }) => id).sort());
  });
});

describe("docs/failure-classes.md", () => {
  test("lists each class once", () => {
    expect(classes.length).toBeGreaterThan(200);
    expect(new Set(classes).size).toBe(classes.length);
  });

  test("lists every class that a check names", () => {
    const named = checks.flatMap((check) => check.classes);
    expect([...new Set(named)].filter((id) => !classes.includes(id))).toEqual([]);
  });

  test("lists every class that a hypothesis names", () => {
    const named = hypothesisRules.flatMap(({ classIds }) => classIds.split(" "));
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((id) => !classes.includes(id))).toEqual([]);
  });
});
