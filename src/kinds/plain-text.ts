// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not reach a terminal
const unprintable = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff]+/g;

/** Text out of a file, fit for a message: no control or direction characters, and not without end. */
export function plainText(text: string, longest = 200): string {
  const printable = text
    .slice(0, 4 * longest)
    .replace(unprintable, " ")
    .trim();
  return printable.length > longest ? `${printable.slice(0, longest)}…` : printable;
}
