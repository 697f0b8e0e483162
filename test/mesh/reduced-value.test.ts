import fc from "fast-check";
import { expect, test } from "vitest";
import {
  isReduced,
  reducedEndsWith,
  reducedEquals,
  reducedMatches,
  reducedStartsWith,
} from "../../src/mesh/reduced-value.ts";
import { runs } from "../support/runs.ts";

const part = fc.stringMatching(/^[ab=]{0,3}$/);
const parts = fc.array(part, { minLength: 2, maxLength: 4 });

test("what is told of a reduced value is true of every value it may have been", () => {
  fc.assert(
    fc.property(parts, fc.array(part, { minLength: 3, maxLength: 3 }), part, part, (kept, hidden, first, second) => {
      const reduced = kept.join("…");
      const whole = kept.map((text, i) => (i === 0 ? text : (hidden[i - 1] ?? "") + text)).join("");
      const wanted = first + second;
      expect([undefined, whole === wanted]).toContain(reducedEquals(reduced, wanted));
      expect(reducedEquals(reduced, whole)).toBeUndefined();
      expect([undefined, whole.startsWith(wanted)]).toContain(reducedStartsWith(reduced, wanted));
      expect([undefined, whole.endsWith(wanted)]).toContain(reducedEndsWith(reduced, wanted));
    }),
    runs(500),
  );
});

test.each([
  ["user=…", ".*", true],
  ["user=…", "user=.*", true],
  ["user=…", "user=jason", undefined],
  ["user=…", "user=[a-z]+", undefined],
  ["user=…", "(", false],
])("%s and the expression %s", (value, regex, told) => {
  expect(reducedMatches(value, regex)).toBe(told);
});

test("a value without a mark is whole", () => {
  expect(isReduced("user=jason")).toBe(false);
  expect(isReduced("user=…")).toBe(true);
});
