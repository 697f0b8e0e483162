import { columns } from "./columns.ts";

/** Where a word that is longer than a line may be broken: after these. */
const seam = /[/,;:=&?|.\]})_-]/;

/**
 * Breaks a text into lines and gives where each begins and ends. A word too long for any line is broken at a seam, or
 * anywhere where it has none. Spaces at a break belong to no line; U+00A0 and the space before `%` never break.
 */
export function wrap(
  text: string,
  { first, rest }: { readonly first: number; readonly rest: number },
): [number, number][] {
  const lines: [number, number][] = [];
  let start = 0;
  let room = first;
  for (const [from, to] of words(text)) {
    if (columns(text.slice(start, to)) <= room) continue;
    const fits = columns(text.slice(from, to)) <= rest;
    if (fits && from > start) {
      lines.push([start, endBefore(text, from)]);
      start = from;
      room = rest;
      continue;
    }
    while (columns(text.slice(start, to)) > room) {
      const cut = cutOf(text, start, to, room);
      lines.push([start, endBefore(text, cut)]);
      start = cut;
      while (text[start] === " ") start += 1;
      room = rest;
    }
  }
  if (start < text.length || lines.length === 0) lines.push([start, endBefore(text, text.length, start)]);
  return lines;
}

function* words(text: string): Generator<[number, number]> {
  const word = /[^ ]+(?: %)?/g;
  for (let match = word.exec(text); match !== null; match = word.exec(text))
    yield [match.index, match.index + match[0].length];
}

/** The last place up to which the text fits the room: after a space or a seam if there is one that is not too early. */
function cutOf(text: string, start: number, end: number, room: number): number {
  let at = start;
  let used = 0;
  let best = 0;
  for (const character of text.slice(start, end)) {
    used += columns(character);
    if (used > room && at > start) break;
    at += character.length;
    if (character === " " || seam.test(character)) best = at;
  }
  return best - start > room / 3 ? best : at;
}

function endBefore(text: string, at: number, least = 0): number {
  let end = at;
  while (end > least && text[end - 1] === " ") end -= 1;
  return end;
}
