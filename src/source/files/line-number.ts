import { countNewlines } from "./count-newlines.ts";
import type { Input } from "./input.ts";

const stride = 1 << 18;
const scratch = Buffer.allocUnsafe(stride);
const noted = new WeakMap<Input, number[]>();

/** The line, counting from 1, on which the byte at `offset` stands. */
export function lineNumber(input: Input, offset: number): number {
  const before = linesBefore(input, Math.floor(offset / stride));
  const begin = Math.floor(offset / stride) * stride;
  return 1 + before + countNewlines(input.read(begin, Math.min(offset, input.size), scratch));
}

/** Lines that end before a stride begins; counted once, since a diagnosis asks for many places. */
function linesBefore(input: Input, strides: number): number {
  let counts = noted.get(input);
  if (counts === undefined) {
    counts = [0];
    noted.set(input, counts);
  }
  for (let index = counts.length; index <= strides; index += 1) {
    const bytes = input.read((index - 1) * stride, index * stride, scratch);
    counts.push((counts[index - 1] ?? 0) + countNewlines(bytes));
  }
  return counts[strides] ?? 0;
}
