import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { countNewlines } from "../../../src/source/files/count-newlines.ts";
import { runs } from "../../support/runs.ts";

/** Newlines, and what differs from them in one bit or by one, more often than chance would have them. */
const byte = fc.oneof(fc.constantFrom(0x0a, 0x09, 0x0b, 0x0e, 0x8a, 0x00, 0x80, 0xff), fc.nat(255));

describe("countNewlines", () => {
  test("counts as one would byte by byte, wherever in its memory the text begins", () => {
    fc.assert(
      fc.property(fc.array(byte, { maxLength: 3000 }), fc.nat(9), (values, from) => {
        const bytes = Uint8Array.from(values).subarray(from);
        expect(countNewlines(bytes)).toBe(bytes.filter((value) => value === 0x0a).length);
      }),
      runs(500),
    );
  });

  test.each([0x0a, 0x0b, 0x00])("does not run over where a whole stride is byte %i", (value) => {
    const bytes = new Uint8Array(1 << 18).fill(value);
    expect(countNewlines(bytes)).toBe(value === 0x0a ? bytes.length : 0);
  });
});
