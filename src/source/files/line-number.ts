import { countNewlines } from "./count-newlines.ts";
import type { Input } from "./input.ts";

const stride = 1 << 18;
const scratch = Buffer.allocUnsafe(stride);
const noted = new WeakMap<Input, Noted>();

/** How many lines end in the first bytes of an input. */
interface Noted {
  /** Before each stride begins. */
  readonly before: number[];
  /** Counted up to here, */
  at: number;
  /** and so many have ended there. */
  lines: number;
}

/** The line, counting from 1, on which the byte at `offset` stands. */
export function lineNumber(input: Input, offset: number): number {
  const index = Math.floor(offset / stride);
  const { before } = countedUpTo(input, index);
  return 1 + (before[index] ?? 0) + countNewlines(input.read(index * stride, Math.min(offset, input.size), scratch));
}

/**
 * Counts the lines of bytes that were read from `start` on for another purpose, while they are at hand: most answers ask
 * for a line, and to read hundreds of megabytes once more for it takes half as long as counting them.
 */
export function noteLines(input: Input, start: number, bytes: Buffer): void {
  const known = notedOf(input);
  let from = known.at - start;
  if (from < 0) return;
  while (from < bytes.length) {
    const boundary = known.before.length * stride;
    const end = Math.min(bytes.length, boundary - start);
    known.lines += countNewlines(bytes.subarray(from, end));
    known.at = start + end;
    if (known.at === boundary) known.before.push(known.lines);
    from = end;
  }
}

function countedUpTo(input: Input, index: number): Noted {
  const known = notedOf(input);
  while (known.before.length <= index) {
    const bytes = input.read(known.at, known.before.length * stride, scratch);
    if (bytes.length === 0) break;
    noteLines(input, known.at, bytes);
  }
  return known;
}

function notedOf(input: Input): Noted {
  const before = noted.get(input);
  if (before !== undefined) return before;
  const fresh = { before: [0], at: 0, lines: 0 };
  noted.set(input, fresh);
  return fresh;
}
