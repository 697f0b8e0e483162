import { safe } from "./safe.ts";

/** What JSON may hold raw but a terminal should not see: everything that `safe` shows, apart from the line ends between values. */
const raw = /[^\x20-\x7e\n]/gu;

/** Prints a value as JSON that no terminal can be deceived by: still the same value, in the order its keys were set. */
export function safeJson(value: object): string {
  return `${JSON.stringify(value, undefined, 2).replace(raw, (character) => (safe(character) === character ? character : unicode(character)))}\n`;
}

function unicode(character: string): string {
  let text = "";
  for (let at = 0; at < character.length; at++) text += `\\u${character.charCodeAt(at).toString(16).padStart(4, "0")}`;
  return text;
}
