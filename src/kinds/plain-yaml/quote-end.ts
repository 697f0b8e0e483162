import { doubt } from "./doubt.ts";
import { yamlCode } from "./yaml-code.ts";

const { doubleQuote, singleQuote, backslash } = yamlCode;

/** The index behind the quote that closes the one at `begin`. @throws doubt where there is none before `stop` */
export function quoteEnd(text: string, begin: number, stop: number): number {
  const mark = text.charCodeAt(begin);
  for (let index = begin + 1; index < stop; index += 1) {
    const code = text.charCodeAt(index);
    if (code === backslash && mark === doubleQuote) index += 1;
    else if (code === mark) {
      if (mark === doubleQuote || text.charCodeAt(index + 1) !== singleQuote) return index + 1;
      index += 1;
    }
  }
  throw doubt;
}
