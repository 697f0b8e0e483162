/** Where the first line begins that holds more than a document's marker or a comment. */
export function contentStart(text: string): number {
  const before = /^(?:(?:---[ \t]*(?:[ \t]#[^\n]*)?|[ \t]*#[^\n]*|[ \t]*)\r?\n)*/.exec(text);
  return before?.[0].length ?? 0;
}
