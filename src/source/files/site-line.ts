import { contentStart } from "./content-start.ts";
import { lineNumber } from "./line-number.ts";
import type { Site } from "./site.ts";

const glimpse = 8192;

/** The line, counting from 1, on which an object begins. */
export function siteLine({ input, start, end, format, isItem }: Site): number {
  if (format === "json" || isItem) return lineNumber(input, start);
  const text = input.read(start, Math.min(end, start + glimpse)).toString("latin1");
  return lineNumber(input, start + contentStart(text));
}
