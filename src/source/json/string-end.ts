import type { JsonBytes } from "./json-bytes.ts";
import { jsonCode } from "./json-code.ts";

const { quote, backslash } = jsonCode;

/** Where the text ends whose opening quote is at `from`, behind the closing one; -1: it does not. */
export function stringEnd(window: JsonBytes, from: number): number {
  let at = from + 1;
  for (;;) {
    const { bytes, length } = window;
    while (at < length) {
      const code = bytes[at];
      if (code === quote) return at + 1;
      at += code === backslash ? 2 : 1;
    }
    if (!window.more()) return -1;
  }
}
