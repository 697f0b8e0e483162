import { columns } from "./columns.ts";
import { type Line, line, plain, type Span } from "./line.ts";
import { safe } from "./safe.ts";
import { wrap } from "./wrap.ts";

/** What stands left of a text that is wrapped: on its first line, and on those that follow. */
export interface Margin {
  readonly lead: Line;
  readonly hang: string;
}

/** Lines of at most `width` columns that hold the text between its margin and the right edge. */
export function fill(body: Line, { lead, hang }: Margin, width: number): Line[] {
  const text = body.map((span) => ({ ...span, text: safe(span.text) }));
  const room = (margin: string) => Math.max(width - columns(margin), 1);
  const breaks = wrap(plain(text), { first: room(plain(lead)), rest: room(hang) });
  return breaks.map(([start, end], index) => [...(index === 0 ? lead : line(hang)), ...cut(text, start, end)]);
}

function cut(line: Line, start: number, end: number): Span[] {
  const pieces: Span[] = [];
  let at = 0;
  for (const span of line) {
    const text = span.text.slice(Math.max(start - at, 0), Math.max(end - at, 0));
    if (text !== "") pieces.push({ ...span, text: text.replaceAll("\u00a0", " ") });
    at += span.text.length;
  }
  return pieces;
}
