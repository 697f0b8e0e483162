import { isSpace } from "./is-space.ts";
import type { JsonBytes } from "./json-bytes.ts";
import { jsonCode } from "./json-code.ts";
import { stringEnd } from "./string-end.ts";

const { quote, comma, openBracket, closeBracket, openBrace, closeBrace } = jsonCode;

/**
 * Where a value ends that begins at `from`; -1: it does not; `from` itself: there is none. Only brackets and quotes are
 * looked at: whether it is valid, parsing tells.
 */
export function valueEnd(window: JsonBytes, from: number): number {
  const first = window.bytes[from];
  if (first === quote) return stringEnd(window, from);
  if (first === openBrace || first === openBracket) return nestedEnd(window, from);
  let at = from;
  for (;;) {
    const { bytes, length } = window;
    while (at < length) {
      const code = bytes[at];
      if (code === comma || code === closeBrace || code === closeBracket || isSpace(code)) return at;
      at += 1;
    }
    if (!window.more()) return at;
  }
}

function nestedEnd(window: JsonBytes, from: number): number {
  let depth = 0;
  let at = from;
  for (;;) {
    const { bytes, length } = window;
    while (at < length) {
      const code = bytes[at];
      if (code === quote) {
        const end = stringEnd(window, at);
        if (end < 0) return -1;
        at = end;
        if (window.bytes !== bytes) break;
        continue;
      }
      at += 1;
      if (code === openBrace || code === openBracket) depth += 1;
      else if (code === closeBrace || code === closeBracket) {
        depth -= 1;
        if (depth === 0) return at;
      }
    }
    if (at >= window.length && !window.more()) return -1;
  }
}
