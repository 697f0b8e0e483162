import type { Tone } from "./line.ts";

const codes: Readonly<Record<Tone, readonly [number, number] | undefined>> = {
  strong: [1, 22],
  dim: [2, 22],
  code: undefined,
  good: [32, 39],
  warn: [33, 39],
  bad: [31, 39],
  unsure: [36, 39],
};

/** The text in the colour that a terminal shows for the tone. */
export function ansi(text: string, tone: Tone | undefined): string {
  const code = tone === undefined ? undefined : codes[tone];
  return code === undefined || text === "" ? text : `\u001b[${code[0]}m${text}\u001b[${code[1]}m`;
}
