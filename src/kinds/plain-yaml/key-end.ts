import { mayBeginPlain } from "./may-begin-plain.ts";
import { quoteEnd } from "./quote-end.ts";
import { isQuote } from "./quoted-text.ts";
import { yamlCode } from "./yaml-code.ts";

const { space, hash, colon } = yamlCode;

/** The colon that ends a block map's key, if one begins at `begin`; -1: none does. @throws doubt */
export function keyEnd(text: string, begin: number, stop: number): number {
  if (isQuote(text.charCodeAt(begin))) {
    const close = quoteEnd(text, begin, stop);
    return close < stop && isEndOfKey(text, close, stop) ? close : -1;
  }
  if (!mayBeginPlain(text, begin, stop)) return -1;
  for (let index = begin; index < stop; index += 1) {
    if (isEndOfKey(text, index, stop)) return index;
    if (text.charCodeAt(index) === hash && text.charCodeAt(index - 1) === space) return -1;
  }
  return -1;
}

/** A colon inside of a word ends no key. */
function isEndOfKey(text: string, index: number, stop: number): boolean {
  if (text.charCodeAt(index) !== colon) return false;
  return index + 1 >= stop || text.charCodeAt(index + 1) === space;
}
