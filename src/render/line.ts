/** How a piece of a line is meant; each face decides what that looks like. */
export type Tone = "strong" | "dim" | "code" | "good" | "warn" | "bad" | "unsure";

/** A piece of text of one tone. It may hold anything that the cluster holds: printers make it harmless. */
export interface Span {
  readonly text: string;
  readonly tone?: Tone;
}

/** One line of an answer, before it is wrapped. */
export type Line = readonly Span[];

/** A line made of plain strings and spans; what is missing or empty is left out. */
export function line(...parts: readonly (string | Span | undefined)[]): Line {
  return parts
    .map((part) => (typeof part === "string" ? { text: part } : part))
    .filter((part): part is Span => part !== undefined && part.text !== "");
}

/** A span of the given tone. */
export function toned(tone: Tone, text: string): Span {
  return { text, tone };
}

/** What a line says, without tones. */
export function plain(line: Line): string {
  return line.map(({ text }) => text).join("");
}
