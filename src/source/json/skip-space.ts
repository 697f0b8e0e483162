import { isSpace } from "./is-space.ts";
import type { JsonBytes } from "./json-bytes.ts";

/** Where the next byte is that is no white space; -1: there is none. */
export function skipSpace(window: JsonBytes, from: number): number {
  let at = from;
  for (;;) {
    const { bytes, length } = window;
    while (at < length) {
      const code = bytes[at];
      if (!isSpace(code)) return at;
      at += 1;
    }
    if (!window.more()) return -1;
  }
}
