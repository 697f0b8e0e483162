/** The line, counting from 0, on which each member of each map and list begins; kept on demand only. */
export type Lines = Map<object, Map<string | number, number>>;

/** Where the lines of one map's or list's members are noted; `undefined`: nobody asks for them. */
export function notedLines(lines: Lines | undefined, container: object): Map<string | number, number> | undefined {
  if (lines === undefined) return undefined;
  const noted = new Map<string | number, number>();
  lines.set(container, noted);
  return noted;
}
