import type { Input } from "./input.ts";
import { limits } from "./limits.ts";
import { noteLines } from "./line-number.ts";

/** A part of an input that moves forward; positions in `bytes` count from `base`. */
export interface Window {
  /** Only the first `length` bytes count. */
  bytes: Buffer;
  length: number;
  /** Where in the input `bytes` begins. */
  base: number;
  /** Reads on behind what is there. False: the input has ended. */
  more(): boolean;
  /** Lets go of the first bytes: what was at `count` is at 0 then. */
  drop(count: number): void;
}

/** Begins to read an input at a place, some bytes at a time. */
export function windowOn(input: Input, from = 0, chunk = 1 << 20): Window {
  const window: Window = { bytes: Buffer.alloc(0), length: 0, base: from, more, drop };
  return window;

  function more(): boolean {
    if (window.length >= limits.heldBytes) return false;
    const at = window.base + window.length;
    const read = input.read(at, Math.min(input.size, at + Math.max(chunk, window.length)));
    if (read.length === 0) return false;
    noteLines(input, at, read);
    if (window.length === 0) window.bytes = read;
    else window.bytes = Buffer.concat([window.bytes.subarray(0, window.length), read]);
    window.length = window.bytes.length;
    return true;
  }

  function drop(count: number): void {
    window.bytes = window.bytes.subarray(count);
    window.length -= count;
    window.base += count;
  }
}
