import type { Span, Tone } from "./line.ts";

/** How something stands, wherever a status is shown. */
export type Mark = "good" | "warn" | "bad" | "unsure" | "none";

const glyphs: Readonly<Record<Mark, string>> = { good: "✓", warn: "!", bad: "✗", unsure: "?", none: "·" };
const tones: Readonly<Record<Mark, Tone>> = { good: "good", warn: "warn", bad: "bad", unsure: "unsure", none: "dim" };

/** A glyph and the word that says the same, kept together when lines are wrapped. */
export function marked(mark: Mark, word: string): Span {
  return { text: `${glyphs[mark]} ${word}`.replaceAll(" ", "\u00a0"), tone: tones[mark] };
}

/** The glyph alone, for places where the word stands beside it. */
export function glyph(mark: Mark): Span {
  return { text: glyphs[mark], tone: tones[mark] };
}
