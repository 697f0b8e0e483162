import { closeSync, openSync, readSync } from "node:fs";
import type { ListedFile } from "./list-files.ts";

/** Bytes that can be read again at any place, so that nothing need be held for later. */
export interface Input {
  /** The name by which places are told: relative to the snapshot, never absolute. */
  readonly name: string;
  readonly size: number;
  /** The bytes from `start` up to `end`; fewer where the input ends earlier. They may be put into `scratch`. */
  read(start: number, end: number, scratch?: Buffer): Buffer;
  /** Lets go of the file; reading opens it again. */
  close(): void;
}

/** A file on disk. */
export function fileInput(path: string, name: string, size: number): Input {
  let descriptor: number | undefined;
  return { name, size, read, close };

  function read(start: number, end: number, scratch?: Buffer): Buffer {
    descriptor ??= openSync(path, "r");
    const bytes = scratch?.subarray(0, end - start) ?? Buffer.allocUnsafe(Math.max(0, end - start));
    let filled = 0;
    while (filled < bytes.length) {
      const count = readSync(descriptor, bytes, filled, bytes.length - filled, start + filled);
      if (count === 0) break;
      filled += count;
    }
    return bytes.subarray(0, filled);
  }

  function close(): void {
    if (descriptor !== undefined) closeSync(descriptor);
    descriptor = undefined;
  }
}

/** Bytes that are held anyway: standard input, a pipe, a recoded file. */
export function heldInput(name: string, bytes: Buffer): Input {
  return { name, size: bytes.length, read: (start, end) => bytes.subarray(start, end), close: () => undefined };
}

/** A file of a snapshot, on disk or part of an archive. */
export function inputOf({ path, name, size, held }: ListedFile): Input {
  return held === undefined ? fileInput(path, name, size) : heldInput(name, held);
}
