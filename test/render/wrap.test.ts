import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { columns } from "../../src/render/columns.ts";
import { wrap } from "../../src/render/wrap.ts";

function lines(text: string, first: number, rest = first): string[] {
  return wrap(text, { first, rest }).map(([start, end]) => text.slice(start, end));
}

describe("wrap()", () => {
  test.each([
    ["one two three", 20, 20, ["one two three"]],
    ["one two three", 7, 7, ["one two", "three"]],
    ["one two three", 7, 13, ["one two", "three"]],
    ["one two three", 4, 9, ["one", "two three"]],
    ["", 10, 10, [""]],
    ["spec.http[0].route[1].destination.subset", 20, 20, ["spec.http[0].", "route[1].", "destination.subset"]],
    ["a spec.http[0].route[1].destination", 20, 20, ["a spec.http[0].", "route[1].destination"]],
    ["abcdefghijkl", 5, 5, ["abcde", "fghij", "kl"]],
    ["about 33 % of all", 8, 8, ["about", "33 % of", "all"]],
    ["✓\u00a0port\u00a0names ✓\u00a0mTLS", 12, 12, ["✓\u00a0port\u00a0names", "✓\u00a0mTLS"]],
    ["日本語 日本語", 7, 7, ["日本語", "日本語"]],
  ])("breaks %j after %d and %d columns", (text, first, rest, expected) => {
    expect(lines(text, first, rest)).toEqual(expected);
  });

  test("never makes a line too long, and loses nothing but blanks", () => {
    const anyText = fc.string({ unit: fc.constantFrom("a", "b", "/", ".", " ", "%", "日", "é", "\u{1f600}") });
    fc.assert(
      fc.property(anyText, fc.integer({ min: 2, max: 20 }), fc.integer({ min: 2, max: 20 }), (text, first, rest) => {
        const found = lines(text, first, rest);
        for (const [index, line] of found.entries())
          expect(columns(line)).toBeLessThanOrEqual(index === 0 ? first : rest);
        expect(found.join("").replaceAll(" ", "")).toBe(text.replaceAll(" ", ""));
      }),
    );
  });
});
