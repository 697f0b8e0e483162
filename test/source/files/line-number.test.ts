import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { heldInput } from "../../../src/source/files/input.ts";
import { lineNumber, noteLines } from "../../../src/source/files/line-number.ts";
import { runs } from "../../support/runs.ts";

/** Lines of many lengths, over several strides of what is counted together. */
const bytes = Buffer.from(Array.from({ length: 40_000 }, (_, nth) => `${"x".repeat((nth * 7) % 40)}\n`).join(""));
const offset = fc.nat(bytes.length);

function counted(at: number): number {
  return 1 + bytes.subarray(0, at).filter((byte) => byte === 0x0a).length;
}

describe("the line of a byte", () => {
  test("is the same whatever was read before, and in whatever pieces", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(offset, fc.nat(600_000)), { maxLength: 6 }),
        fc.array(offset, { minLength: 1, maxLength: 4 }),
        (reads, asked) => {
          const input = heldInput("x", bytes);
          for (const [nth, at] of asked.entries()) {
            for (const [start, length] of nth === 0 ? [[0, reads[0]?.[1] ?? 0] as const, ...reads] : reads)
              noteLines(input, start, bytes.subarray(start, start + length));
            expect(lineNumber(input, at)).toBe(counted(at));
          }
        },
      ),
      runs(60),
    );
  });

  test("takes no second reading where all was read one piece after the other", () => {
    const reads: number[] = [];
    const input = {
      ...heldInput("x", bytes),
      read: (start: number, end: number) => {
        reads.push(end - start);
        return bytes.subarray(start, end);
      },
    };
    for (let at = 0; at < bytes.length; at += 300_000) noteLines(input, at, bytes.subarray(at, at + 300_000));
    expect(lineNumber(input, bytes.length - 5)).toBe(counted(bytes.length - 5));
    expect(reads).toHaveLength(1);
    expect(reads[0]).toBeLessThan(1 << 18);
  });
});
