import { limits } from "./limits.ts";
import type { Piece, YamlPiece } from "./piece.ts";
import type { Window } from "./window.ts";

const tab = 9;
const newline = 10;
const carriageReturn = 13;
const space = 32;
const hash = 35;
const percent = 37;
const dash = 45;
const dot = 46;

/** A line as far as it matters here: where it begins, the column of its first character, and that. */
interface Line {
  readonly begin: number;
  readonly column: number;
  /** -1: there are no more lines. */
  readonly first: number;
}

/**
 * Takes apart a stream of YAML: documents, and the items of a list under a key `items`, as kubectl prints them. Only
 * lines are looked at, never what they mean. That is sound, because within a block nothing but the block's own entries
 * can stand in its column: text over several lines and literal blocks have to be indented further.
 */
export function* yamlPieces(window: Window): Generator<Piece, void> {
  for (;;) {
    const { done } = yield* document(window);
    if (done) return;
  }
}

/** One document, from the window's start up to the next marker. */
function* document(window: Window): Generator<Piece, { readonly done: boolean }> {
  const start = window.base;
  let members: number[] | undefined = [];
  let line = lineAt(window, 0);
  let tooBig = false;
  // Directives (`%YAML 1.2`) stand before the marker of the document that they are for.
  let hasDirectives = false;
  for (;;) {
    if (line.first < 0 || (line.begin > 0 && !hasDirectives && isMarker(window, line))) break;
    if (line.column === 0 && isContent(line.first)) {
      if (isMarker(window, line)) {
        if (hasDirectives || !isLone(window, line)) members = undefined;
        hasDirectives = false;
      } else if (line.first === percent && members?.length === 0) hasDirectives = true;
      else if (line.first === tab || (isDash(window, line) && members?.length === 0)) members = undefined;
      else if (!isDash(window, line)) members?.push(line.begin);
      if (members !== undefined && isItemsKey(window, line)) {
        const first = nextContent(window, line);
        if (isDash(window, first)) {
          line = yield* items(window, first, start);
          return { done: skipTail(window, line) };
        }
      }
    }
    if (line.begin > limits.pieceBytes) {
      tooBig = true;
      window.drop(line.begin);
      line = { ...line, begin: 0 };
    }
    line = nextLine(window, line, 0);
  }
  const length = line.first < 0 ? window.length : line.begin;
  if (tooBig) yield { kind: "bad", start, why: "one document of more than 64 MiB" };
  else if (length > 0)
    yield {
      kind: "yaml",
      start,
      end: start + length,
      bytes: window.bytes.subarray(0, length),
      from: 0,
      column: 0,
      members,
      document: start,
    };
  return { done: skipMarker(window, line) };
}

/** The items of a list, the first of which begins with the dash of `line`. Returns the line that ends the list. */
function* items(window: Window, line: Line, document: number): Generator<Piece, Line> {
  const at = line.column;
  let item = line;
  for (;;) {
    window.drop(item.begin);
    item = { ...item, begin: 0 };
    const { next, piece } = itemFrom(window, item, document);
    yield piece;
    if (next.column !== at || !isDash(window, next)) return next;
    item = next;
  }
}

function itemFrom(window: Window, item: Line, document: number): { readonly piece: Piece; readonly next: Line } {
  const start = window.base;
  const at = item.column;
  const from = contentBehindDash(window, item);
  const inline = from >= 0;
  let column = inline ? from - item.begin : -1;
  let begin = from;
  let members: number[] | undefined = inline ? [from] : [];
  let line = nextLine(window, item, inline ? column : undefined);
  let tooBig = false;
  for (;;) {
    if (line.first < 0 || (line.column <= at && isContent(line.first))) break;
    if (line.first === tab) members = undefined;
    else if (isContent(line.first)) {
      if (column < 0) {
        column = line.column;
        begin = line.begin + column;
      }
      if (line.column < column) members = undefined;
      else if (line.column === column && !isDash(window, line)) members?.push(line.begin + column);
    }
    if (line.begin > limits.pieceBytes) {
      tooBig = true;
      window.drop(line.begin);
      line = { ...line, begin: 0 };
    }
    line = nextLine(window, line, column < 0 ? undefined : column);
  }
  const length = line.first < 0 ? window.length : line.begin;
  if (tooBig) return { piece: { kind: "bad", start, why: "one object of more than 64 MiB" }, next: line };
  const bytes = window.bytes.subarray(0, length);
  const piece: YamlPiece = {
    kind: "yaml",
    start,
    end: start + length,
    bytes,
    from: Math.max(0, begin),
    column: Math.max(0, column),
    members: begin < 0 ? undefined : members,
    document,
  };
  return { piece, next: line };
}

/** What stands behind a list in its document: `kind: List` and the like. */
function skipTail(window: Window, from: Line): boolean {
  let line = from;
  while (line.first >= 0 && !isMarker(window, line)) {
    window.drop(line.begin);
    line = nextLine(window, { ...line, begin: 0 }, 0);
  }
  return skipMarker(window, line);
}

/** Puts the window behind `...`, or on `---`. True: nothing follows. */
function skipMarker(window: Window, line: Line): boolean {
  if (line.first < 0) return true;
  if (line.first !== dot) {
    window.drop(line.begin);
    return false;
  }
  const next = nextLine(window, line);
  if (next.first < 0) return true;
  window.drop(next.begin);
  return false;
}

function lineAt(window: Window, begin: number): Line {
  let at = begin;
  for (;;) {
    if (at >= window.length && !window.more()) return { begin, column: at - begin, first: at > begin ? newline : -1 };
    const code = window.bytes[at];
    if (code !== space) return { begin, column: at - begin, first: code ?? newline };
    at += 1;
  }
}

/** The next line; with a `depth`, the next that is not indented further. */
function nextLine(window: Window, { begin, column }: Line, depth = Number.POSITIVE_INFINITY): Line {
  let from = begin + column;
  for (;;) {
    const end = window.bytes.indexOf(newline, from);
    if (end < 0 || end + depth >= window.length) {
      // Near the window's end, lines are looked at one by one, because more may have to be read.
      if (end >= 0) {
        const line = lineAt(window, end + 1);
        if (line.column <= depth) return line;
        from = line.begin + line.column;
        continue;
      }
      from = window.length;
      if (!window.more()) return { begin: window.length, column: 0, first: -1 };
      continue;
    }
    const { bytes } = window;
    let spaces = 0;
    while (spaces <= depth && bytes[end + 1 + spaces] === space) spaces += 1;
    if (spaces <= depth) return lineAt(window, end + 1);
    from = end + 1 + spaces;
  }
}

function nextContent(window: Window, from: Line): Line {
  let line = nextLine(window, from);
  while (line.first >= 0 && !isContent(line.first)) line = nextLine(window, line);
  return line;
}

function isContent(first: number): boolean {
  return first !== newline && first !== carriageReturn && first !== hash;
}

/** `---` or `...` in the first column: it ends a document wherever it stands. */
function isMarker(window: Window, { begin, column, first }: Line): boolean {
  if (column !== 0 || (first !== dash && first !== dot)) return false;
  while (window.length < begin + 4 && window.more());
  const { bytes } = window;
  return bytes[begin + 1] === first && bytes[begin + 2] === first && isBreak(bytes[begin + 3]);
}

/** Whether nothing but a comment stands behind a marker. */
function isLone(window: Window, { begin }: Line): boolean {
  return /^---[ \t]*(?:[ \t]#.*)?\r?$/.test(textOf(window, begin));
}

function isItemsKey(window: Window, { begin, first }: Line): boolean {
  return first === 105 && /^items:[ ]*(?:[ ]#.*)?\r?$/.test(textOf(window, begin));
}

/** Whether a line begins an entry of a list. */
function isDash(window: Window, { begin, column, first }: Line): boolean {
  if (first !== dash) return false;
  const next = begin + column + 1;
  if (next >= window.length) window.more();
  return isBreak(window.bytes[next]);
}

function isBreak(code: number | undefined): boolean {
  return code === undefined || code === space || code === newline || code === carriageReturn || code === tab;
}

/** Where an item's value begins on the line of its dash; -1: it begins below. */
function contentBehindDash(window: Window, { begin, column }: Line): number {
  let at = begin + column + 1;
  while (window.bytes[at] === space || (at >= window.length && window.more())) if (window.bytes[at] === space) at += 1;
  const code = window.bytes[at];
  return code === undefined || !isContent(code) ? -1 : at;
}

/** The line that begins here, without its end. */
function textOf(window: Window, begin: number): string {
  let end = window.bytes.indexOf(newline, begin);
  while (end < 0 && window.more()) end = window.bytes.indexOf(newline, begin);
  return window.bytes.toString("latin1", begin, end < 0 ? window.length : end);
}
