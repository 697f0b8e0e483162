import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { safe } from "../../src/render/safe.ts";

describe("safe()", () => {
  test.each([
    ["GET /charge → 403 ✓ é 日本 \u{1f600}", "GET /charge → 403 ✓ é 日本 \u{1f600}"],
    ["\u001b[31mred", "\\x1b[31mred"],
    ["a\nb\r\tc", "a\\nb\\r\\tc"],
    ["\u0000\u007f\u009b", "\\x00\\x7f\\x9b"],
    ["\u202eevil\u2066", "\\u202eevil\\u2066"],
    ["pay\u200bment\ufeff", "pay\\u200bment\\ufeff"],
    ["\u{e0041}", "\\u{e0041}"],
    ["\u2028\u2029", "\\u2028\\u2029"],
    ["\ud800x", "\\ud800x"],
    ["soft\u00adhyphen", "soft\\xadhyphen"],
  ])("shows %j as %j", (text, shown) => {
    expect(safe(text)).toBe(shown);
  });

  test("leaves nothing to a terminal, and is content with its own work", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const shown = safe(text);
        expect(shown).not.toMatch(/[\p{Cc}\p{Cs}\u200b-\u200f\u2028-\u202e\u2066-\u2069]/u);
        expect(safe(shown)).toBe(shown);
      }),
    );
  });
});
