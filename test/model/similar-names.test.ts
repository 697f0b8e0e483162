import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { editDistance, similarNames } from "../../src/model/similar-names.ts";

const known = ["payment", "payments-db", "pay", "orders", "checkout", "checkout-v2", "cart"];

describe("the names nearest to a mistyped one", () => {
  test.each([
    ["paymnet", ["payment", "pay"]],
    ["payment", ["payment", "pay", "payments-db"]],
    ["Payment", ["payment", "pay", "payments-db"]],
    ["chekout", ["checkout"]],
    ["card", ["cart"]],
    ["xyz", []],
  ])("%s", (typed, names) => {
    expect(similarNames(typed, known)).toEqual(names);
  });

  test("are at most five", () => {
    expect(similarNames("a", ["aa", "ab", "ac", "ad", "ae", "af"])).toHaveLength(5);
  });

  test("are told once each", () => {
    expect(similarNames("pay", ["pay", "pay"])).toEqual(["pay"]);
  });
});

describe("the edits between two words", () => {
  test.each([
    ["a", "a", 0],
    ["payment", "paymnet", 1],
    ["payment", "paymen", 1],
    ["payment", "paymentt", 1],
    ["payment", "paymant", 1],
    ["", "abc", 3],
    ["kitten", "sitting", 3],
  ])("%s → %s: %i", (a, b, edits) => {
    expect(editDistance(a, b, 5)).toBe(edits);
  });

  test("are not counted beyond the limit", () => {
    expect(editDistance("abcdef", "uvwxyz", 2)).toBe(3);
  });

  test("are the same both ways, and none only between equals", () => {
    const word = fc.string({ unit: fc.constantFrom("a", "b", "c", "-"), maxLength: 8 });
    fc.assert(
      fc.property(word, word, (a, b) => {
        expect(editDistance(a, b, 10)).toBe(editDistance(b, a, 10));
        expect(editDistance(a, b, 10) === 0).toBe(a === b);
      }),
    );
  });
});
