import { describe, expect, test } from "vitest";
import { codeBlock, codeSpan } from "../../src/render/markdown-code.ts";

describe("codeSpan()", () => {
  test.each([
    ["spec.http[0]", "`spec.http[0]`"],
    ["a `tick`", "`` a `tick` ``"],
    ["`", "`` ` ``"],
    ["x``y", "```x``y```"],
    ["", '`""`'],
    ["  ", '`"  "`'],
    ["two\nlines", "`two\\nlines`"],
  ])("of %j is %j", (text, span) => {
    expect(codeSpan(text)).toBe(span);
  });
});

describe("codeBlock()", () => {
  test("is fenced by three ticks", () => {
    expect(codeBlock(["a", "b"], "sh")).toEqual(["```sh", "a", "b", "```"]);
  });

  test("is fenced by more ticks than it holds", () => {
    expect(codeBlock(["````"], "")).toEqual(["`````", "````", "`````"]);
  });

  test("holds what looks like a new line on the same one", () => {
    expect(codeBlock(["a\n```\n@here"], "text")).toEqual(["````text", "a\\n```\\n@here", "````"]);
  });
});
