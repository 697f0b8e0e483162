import { doubt } from "./doubt.ts";
import { yamlCode } from "./yaml-code.ts";

const { doubleQuote, singleQuote } = yamlCode;

/** Whether a text in quotes begins with such a character. */
export function isQuote(code: number): boolean {
  return code === doubleQuote || code === singleQuote;
}

/** What the text means that stands with its quotes between `begin` and `close`. @throws doubt */
export function quotedText(text: string, begin: number, close: number): string {
  const inside = text.slice(begin + 1, close - 1);
  if (inside.includes("\r")) throw doubt;
  if (text.charCodeAt(begin) === singleQuote) return inside.replaceAll("''", "'");
  if (!inside.includes("\\")) return inside;
  try {
    return JSON.parse(`"${inside}"`) as string;
  } catch {
    throw doubt;
  }
}
