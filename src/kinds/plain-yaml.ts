import { kubernetesScalar } from "./kubernetes-scalar.ts";

/** The line, counting from 0, on which each member of each map and list begins; kept on demand only. */
export type Lines = Map<object, Map<string | number, number>>;

/** What a text means, where that is beyond doubt. */
export interface PlainYaml {
  readonly value: unknown;
}

/** Where in a text to begin, and what to note on the way. */
export interface PlainYamlOptions {
  /** Index of the first character that counts: behind the dash of a list's item. */
  readonly start?: number;
  readonly end?: number;
  /** Column of that character. */
  readonly column?: number;
  readonly lines?: Lines;
}

// Thrown and caught in this file only; one object, because a stack trace would cost more than the reading.
const doubt = new Error("in doubt");

/**
 * Reads the YAML that kubectl prints and most people write: block maps and lists, scalars on one line, literal blocks,
 * flow collections on one line, simple anchors, comments. On anything else (tags, text over several lines, merge keys, odd
 * indentation, duplicate keys …) it gives up with `undefined` and leaves the text to the package `yaml`, than which it
 * is some thirty times faster. It never answers differently.
 */
export function readPlainYaml(text: string, options: PlainYamlOptions = {}): PlainYaml | undefined {
  const lines = options.lines;
  const length = options.end ?? text.length;
  // The line that is looked at: its first character that is no space, the column of that, and its end.
  let start = options.start ?? 0;
  let column = options.column ?? 0;
  let end = lineEnd(start);
  let line = 0;
  let done = false;
  const anchors = new Map<string, { readonly value: unknown; uses: number }>();
  let aliases = 0;

  try {
    skipSpacesAtStart();
    skipMarker();
    const value = done ? null : block();
    return done ? { value } : undefined;
  } catch (error) {
    if (error === doubt) return undefined;
    throw error;
  }

  function lineEnd(from: number): number {
    const found = text.indexOf("\n", from);
    return found < 0 || found > length ? length : found;
  }

  /** Looks at the first line as it stands behind a dash, or goes on to the first that holds something. */
  function skipSpacesAtStart(): void {
    while (start < end && text.charCodeAt(start) === space) {
      start += 1;
      column += 1;
    }
    if (isBlankOrComment()) advance();
  }

  function skipMarker(): void {
    if (done || column !== 0) return;
    if (text.startsWith("...", start)) throw doubt;
    if (!text.startsWith("---", start)) return;
    if (!/^(?: +#.*| *\r?)$/.test(text.slice(start + 3, end))) throw doubt;
    advance();
  }

  /** Goes to the next line that holds more than a comment. */
  function advance(): void {
    for (;;) {
      if (end >= length) {
        done = true;
        column = -1;
        return;
      }
      const begin = end + 1;
      line += 1;
      start = begin;
      end = lineEnd(begin);
      while (start < end && text.charCodeAt(start) === space) start += 1;
      column = start - begin;
      if (isBlankOrComment()) continue;
      if (column === 0 && isDocumentMarker()) throw doubt;
      return;
    }
  }

  function isBlankOrComment(): boolean {
    if (start >= end) return true;
    const first = text.charCodeAt(start);
    if (first === hash) return true;
    if (first === tab) throw doubt;
    if (first !== carriageReturn) return false;
    if (start + 1 === end && end < length) return true;
    throw doubt;
  }

  function isDocumentMarker(): boolean {
    return text.startsWith("---", start) || text.startsWith("...", start);
  }

  /** Where a line's content ends, without the end of line of Windows. */
  function contentEnd(): number {
    if (text.charCodeAt(end - 1) !== carriageReturn) return end;
    if (end >= length) throw doubt;
    return end - 1;
  }

  function isDash(): boolean {
    if (text.charCodeAt(start) !== dash) return false;
    const next = start + 1 < contentEnd() ? text.charCodeAt(start + 1) : space;
    return next === space;
  }

  function block(): unknown {
    return isDash() ? list(column) : map(column);
  }

  function map(at: number): unknown {
    const members: Record<string, unknown> = {};
    const noted = note(members);
    while (column === at) {
      const stop = contentEnd();
      const colon = keyEnd(start, stop);
      if (colon < 0) throw doubt;
      const key = keyOf(start, colon);
      if (Object.hasOwn(members, key)) throw doubt;
      noted?.set(key, line);
      members[key] = valueBehind(colon + 1, stop, at, true);
    }
    if (column > at) throw doubt;
    return members;
  }

  function list(at: number): unknown {
    const items: unknown[] = [];
    const noted = note(items);
    while (column === at && isDash()) {
      noted?.set(items.length, line);
      items.push(item(at));
    }
    if (column > at) throw doubt;
    return items;
  }

  function note(container: object): Map<string | number, number> | undefined {
    if (lines === undefined) return undefined;
    const noted = new Map<string | number, number>();
    lines.set(container, noted);
    return noted;
  }

  function item(at: number): unknown {
    const stop = contentEnd();
    let inner = start + 1;
    while (inner < stop && text.charCodeAt(inner) === space) inner += 1;
    if (inner < stop && isNested(inner, stop)) {
      column = at + inner - start;
      start = inner;
      return block();
    }
    return valueBehind(start + 1, stop, at, false);
  }

  /** Whether a map or a list begins behind the dash of an item. */
  function isNested(inner: number, stop: number): boolean {
    if (text.charCodeAt(inner) === dash && (inner + 1 === stop || text.charCodeAt(inner + 1) === space)) return true;
    return keyEnd(inner, stop) >= 0;
  }

  /** What stands behind a colon or a dash: on this line, or on those below that are further in than `at`. */
  function valueBehind(from: number, stop: number, at: number, ofMap: boolean): unknown {
    let begin = from;
    while (begin < stop && text.charCodeAt(begin) === space) begin += 1;
    const first = begin < stop ? text.charCodeAt(begin) : hash;
    if (first === hash && (begin >= stop || begin > from)) {
      advance();
      if (column > at) return block();
      return ofMap && column === at && isDash() ? list(at) : null;
    }
    if (first === pipe) return literal(begin, stop, at);
    if (first === ampersand) return anchored(begin, stop, at);
    const value = inline(begin, stop);
    advance();
    if (column > at) throw doubt;
    return value;
  }

  /** A map or list that is given a name, on the lines below it. */
  function anchored(begin: number, stop: number, at: number): unknown {
    const name = anchorName(begin, stop);
    advance();
    if (column <= at || anchors.has(name)) throw doubt;
    const aliasesBefore = aliases;
    const value = block();
    // A named node that holds aliases may grow without bounds; `yaml` counts how far.
    if (aliases !== aliasesBefore || anchors.has(name)) throw doubt;
    anchors.set(name, { value, uses: 0 });
    return value;
  }

  function alias(begin: number, stop: number): unknown {
    const anchor = anchors.get(anchorName(begin, stop));
    if (anchor === undefined || anchor.uses >= mostAliases) throw doubt;
    anchor.uses += 1;
    aliases += 1;
    return anchor.value;
  }

  function anchorName(begin: number, stop: number): string {
    const match = /^[&*]([A-Za-z0-9_-]+) *$/.exec(text.slice(begin, stop));
    if (match?.[1] === undefined) throw doubt;
    return match[1];
  }

  function inline(begin: number, stop: number): unknown {
    const first = text.charCodeAt(begin);
    if (first === asterisk) return alias(begin, stop);
    if (first === doubleQuote || first === singleQuote) {
      const close = quoteEnd(begin, stop);
      onlyComment(close, stop);
      return quoted(begin, close);
    }
    if (first === openBrace || first === openBracket) {
      const [value, close] = flow(begin, stop);
      onlyComment(close, stop);
      return value;
    }
    return plain(begin, stop);
  }

  function plain(begin: number, stop: number): unknown {
    if (!mayBeginPlain(begin, stop)) throw doubt;
    const whole = text.slice(begin, stop);
    const comment = whole.indexOf(" #");
    const content = (comment < 0 ? whole : whole.slice(0, comment)).replace(trailingSpaces, "");
    if (content.includes(": ") || content.endsWith(":") || unusual.test(content)) throw doubt;
    return kubernetesScalar(content);
  }

  function mayBeginPlain(begin: number, stop: number): boolean {
    const first = text.charCodeAt(begin);
    if (first === dash) return begin + 1 < stop && text.charCodeAt(begin + 1) !== space;
    return first > 127 || plainStart[first] === true;
  }

  /** The index behind the closing quote. */
  function quoteEnd(begin: number, stop: number): number {
    const mark = text.charCodeAt(begin);
    for (let index = begin + 1; index < stop; index += 1) {
      const code = text.charCodeAt(index);
      if (code === backslash && mark === doubleQuote) index += 1;
      else if (code === mark) {
        if (mark === doubleQuote || text.charCodeAt(index + 1) !== singleQuote) return index + 1;
        index += 1;
      }
    }
    throw doubt;
  }

  function quoted(begin: number, close: number): string {
    const inside = text.slice(begin + 1, close - 1);
    if (inside.includes("\r")) throw doubt;
    if (text.charCodeAt(begin) === singleQuote) return inside.replaceAll("''", "'");
    if (!inside.includes("\\")) return inside;
    try {
      return JSON.parse(`"${inside}"`) as string;
    } catch {
      throw doubt;
    }
  }

  function onlyComment(from: number, stop: number): void {
    let index = from;
    while (index < stop && text.charCodeAt(index) === space) index += 1;
    if (index < stop && (index === from || text.charCodeAt(index) !== hash)) throw doubt;
  }

  /** The colon that ends a key, if the text begins with one; -1: it does not. */
  function keyEnd(begin: number, stop: number): number {
    const first = text.charCodeAt(begin);
    if (first === doubleQuote || first === singleQuote) {
      const close = quoteEnd(begin, stop);
      return close < stop && text.charCodeAt(close) === colonCode && endsKey(close + 1, stop) ? close : -1;
    }
    if (!mayBeginPlain(begin, stop)) return -1;
    for (let index = begin; index < stop; index += 1) {
      const code = text.charCodeAt(index);
      if (code === colonCode && endsKey(index + 1, stop)) return index;
      if (code === hash && text.charCodeAt(index - 1) === space) return -1;
    }
    return -1;
  }

  function endsKey(next: number, stop: number): boolean {
    return next >= stop || text.charCodeAt(next) === space;
  }

  function keyOf(begin: number, colon: number): string {
    const first = text.charCodeAt(begin);
    if (colon - begin > longestKey) throw doubt;
    if (first === doubleQuote || first === singleQuote) return safe(quoted(begin, colon));
    const name = text.slice(begin, colon);
    if (name === "<<" || name.endsWith(" ") || unusual.test(name)) throw doubt;
    return safe(String(kubernetesScalar(name) ?? ""));
  }

  function safe(key: string): string {
    if (key === "__proto__") throw doubt;
    return key;
  }

  /** A block of text kept line by line: `|`, `|-` or `|+`. */
  function literal(begin: number, stop: number, at: number): string {
    const header = /^\|([-+]?)(?: +#.*| *)$/.exec(text.slice(begin, stop));
    if (header === null) throw doubt;
    const kept: string[] = [];
    let indent = -1;
    let widest = 0;
    for (;;) {
      if (end >= length) throw doubt;
      const from = end + 1;
      if (from >= length) {
        done = true;
        column = -1;
        break;
      }
      const to = lineEnd(from);
      let content = from;
      while (content < to && text.charCodeAt(content) === space) content += 1;
      const stopAt = to > content && text.charCodeAt(to - 1) === carriageReturn ? to - 1 : to;
      const spaces = content - from;
      if (content >= stopAt) {
        if (indent >= 0 && spaces > indent) throw doubt;
        widest = Math.max(widest, spaces);
        kept.push("");
      } else {
        if (indent < 0) {
          if (spaces <= at) break;
          indent = spaces;
          if (widest > indent || text.charCodeAt(content) === tab) throw doubt;
        }
        if (spaces < indent) break;
        kept.push(text.slice(from + indent, stopAt));
      }
      end = to;
      line += 1;
      if (to >= length) throw doubt;
    }
    if (!done) advance();
    if (column > at) throw doubt;
    return chomped(kept, header[1] ?? "");
  }

  function flow(begin: number, stop: number): readonly [value: unknown, close: number] {
    return text.charCodeAt(begin) === openBrace ? flowMap(begin, stop) : flowList(begin, stop);
  }

  function flowMap(begin: number, stop: number): readonly [unknown, number] {
    const members: Record<string, unknown> = {};
    const noted = note(members);
    let index = skip(begin + 1, stop);
    if (text.charCodeAt(index) === closeBrace) return [members, index + 1];
    for (;;) {
      const colon = flowKeyEnd(index, stop);
      const key = keyOf(index, colon);
      if (Object.hasOwn(members, key)) throw doubt;
      noted?.set(key, line);
      const [value, next] = flowValue(skip(colon + 1, stop), stop);
      members[key] = value;
      index = skip(next, stop);
      if (text.charCodeAt(index) === closeBrace) return [members, index + 1];
      if (text.charCodeAt(index) !== comma) throw doubt;
      index = skip(index + 1, stop);
    }
  }

  function flowKeyEnd(begin: number, stop: number): number {
    const first = text.charCodeAt(begin);
    if (first === doubleQuote || first === singleQuote) {
      const close = quoteEnd(begin, stop);
      if (close >= stop || text.charCodeAt(close) !== colonCode) throw doubt;
      return close;
    }
    flowPlainKey.lastIndex = begin;
    const match = flowPlainKey.exec(text);
    if (match === null || flowPlainKey.lastIndex > stop) throw doubt;
    return begin + match[0].length - 2;
  }

  function flowList(begin: number, stop: number): readonly [unknown, number] {
    const items: unknown[] = [];
    const noted = note(items);
    let index = skip(begin + 1, stop);
    if (text.charCodeAt(index) === closeBracket) return [items, index + 1];
    for (;;) {
      noted?.set(items.length, line);
      const [value, next] = flowValue(index, stop);
      items.push(value);
      index = skip(next, stop);
      if (text.charCodeAt(index) === closeBracket) return [items, index + 1];
      if (text.charCodeAt(index) !== comma) throw doubt;
      index = skip(index + 1, stop);
    }
  }

  function flowValue(begin: number, stop: number): readonly [unknown, number] {
    const first = text.charCodeAt(begin);
    if (first === openBrace || first === openBracket) return flow(begin, stop);
    if (first === doubleQuote || first === singleQuote) {
      const close = quoteEnd(begin, stop);
      return [quoted(begin, close), close];
    }
    flowPlain.lastIndex = begin;
    const match = flowPlain.exec(text);
    if (match === null || flowPlain.lastIndex >= stop) throw doubt;
    return [kubernetesScalar(match[0].replace(trailingSpaces, "")), flowPlain.lastIndex];
  }

  function skip(from: number, stop: number): number {
    let index = from;
    while (index < stop && text.charCodeAt(index) === space) index += 1;
    if (index >= stop) throw doubt;
    return index;
  }
}

function chomped(lines: string[], mode: string): string {
  let count = lines.length;
  while (count > 0 && lines[count - 1] === "") count -= 1;
  if (mode === "+") return lines.map((line) => `${line}\n`).join("");
  if (count === 0) return "";
  return `${lines.slice(0, count).join("\n")}${mode === "-" ? "" : "\n"}`;
}

const tab = 9;
const carriageReturn = 13;
const space = 32;
const doubleQuote = 34;
const hash = 35;
const ampersand = 38;
const singleQuote = 39;
const asterisk = 42;
const comma = 44;
const dash = 45;
const colonCode = 58;
const openBracket = 91;
const backslash = 92;
const closeBracket = 93;
const openBrace = 123;
const pipe = 124;
const closeBrace = 125;

const longestKey = 1000;
const trailingSpaces = / +$/;
const mostAliases = 20;

/** What a plain scalar on one line had better not hold: tabs, stray ends of line, marks of byte order. */
const unusual = /[\t\r\ufeff\u0085\u2028\u2029]/;

/** Characters of ASCII with which a plain scalar may begin. */
const plainStart: readonly boolean[] = Array.from({ length: 128 }, (_, code) =>
  /[A-Za-z0-9_./$()~+=^<;\\]/.test(String.fromCharCode(code)),
);

const flowPlain =
  /(?:[A-Za-z0-9_./$~+=^<;\\(]|-[A-Za-z0-9_./$-])(?:[A-Za-z0-9_./$*~+=^<;\\()@%&'"!|-]|:(?![ ,[\]{}])| (?!#))*/y;
const flowPlainKey = /[A-Za-z_./$][A-Za-z0-9_./$-]*: /y;
