import { Anchors, anchorName } from "./anchors.ts";
import { doubt } from "./doubt.ts";
import { flowCollection, opensFlow } from "./flow-collection.ts";
import { keyEnd } from "./key-end.ts";
import { keyText } from "./key-text.ts";
import { LineCursor } from "./line-cursor.ts";
import { literalBlock } from "./literal-block.ts";
import { type Lines, notedLines } from "./noted-lines.ts";
import { plainScalar } from "./plain-scalar.ts";
import { quoteEnd } from "./quote-end.ts";
import { isQuote, quotedText } from "./quoted-text.ts";
import { spacesEnd } from "./spaces-end.ts";
import { yamlCode } from "./yaml-code.ts";

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

const { space, hash, ampersand, asterisk, dash, pipe } = yamlCode;

/**
 * Reads the YAML that kubectl prints and most people write: block maps and lists, scalars on one line, literal blocks,
 * flow collections on one line, simple anchors, comments. On anything else (tags, text over several lines, merge keys, odd
 * indentation, duplicate keys …) it gives up with `undefined` and leaves the text to the package `yaml`, than which it
 * is some thirty times faster. It never answers differently.
 */
export function readPlainYaml(text: string, options: PlainYamlOptions = {}): PlainYaml | undefined {
  const { lines } = options;
  const cursor = new LineCursor(text, options.start ?? 0, options.end ?? text.length, options.column ?? 0);
  const anchors = new Anchors();

  try {
    cursor.begin();
    const value = cursor.done ? null : block();
    return cursor.done ? { value } : undefined;
  } catch (error) {
    if (error === doubt) return undefined;
    throw error;
  }

  function block(): unknown {
    return cursor.isDash() ? list(cursor.column) : map(cursor.column);
  }

  function map(at: number): unknown {
    const members: Record<string, unknown> = {};
    const noted = notedLines(lines, members);
    while (cursor.column === at) {
      const stop = cursor.contentEnd();
      const colon = keyEnd(text, cursor.start, stop);
      if (colon < 0) throw doubt;
      const key = keyText(text, cursor.start, colon);
      if (Object.hasOwn(members, key)) throw doubt;
      noted?.set(key, cursor.line);
      members[key] = valueBehind(colon + 1, stop, at, true);
    }
    if (cursor.column > at) throw doubt;
    return members;
  }

  function list(at: number): unknown {
    const items: unknown[] = [];
    const noted = notedLines(lines, items);
    while (cursor.column === at && cursor.isDash()) {
      noted?.set(items.length, cursor.line);
      items.push(item(at));
    }
    if (cursor.column > at) throw doubt;
    return items;
  }

  function item(at: number): unknown {
    const stop = cursor.contentEnd();
    const inner = spacesEnd(text, cursor.start + 1, stop);
    if (inner >= stop || !isNested(inner, stop)) return valueBehind(cursor.start + 1, stop, at, false);
    cursor.column = at + inner - cursor.start;
    cursor.start = inner;
    return block();
  }

  /** Whether a map or a list begins behind the dash of an item. */
  function isNested(inner: number, stop: number): boolean {
    if (text.charCodeAt(inner) === dash && (inner + 1 === stop || text.charCodeAt(inner + 1) === space)) return true;
    return keyEnd(text, inner, stop) >= 0;
  }

  /** What stands behind a colon or a dash: on this line, or on those below that are further in than `at`. */
  function valueBehind(from: number, stop: number, at: number, ofMap: boolean): unknown {
    const begin = spacesEnd(text, from, stop);
    const first = begin < stop ? text.charCodeAt(begin) : hash;
    if (first === hash && (begin >= stop || begin > from)) {
      cursor.advance();
      if (cursor.column > at) return block();
      return ofMap && cursor.column === at && cursor.isDash() ? list(at) : null;
    }
    if (first === pipe) return literalBlock(cursor, text.slice(begin, stop), at);
    if (first === ampersand) return anchors.define(anchorName(text.slice(begin, stop)), () => blockBelow(at));
    const value = inline(begin, stop);
    cursor.advance();
    if (cursor.column > at) throw doubt;
    return value;
  }

  /** A map or list on the lines below that are further in than `at`. */
  function blockBelow(at: number): unknown {
    cursor.advance();
    if (cursor.column <= at) throw doubt;
    return block();
  }

  function inline(begin: number, stop: number): unknown {
    const first = text.charCodeAt(begin);
    if (first === asterisk) return anchors.use(anchorName(text.slice(begin, stop)));
    if (isQuote(first)) {
      const close = quoteEnd(text, begin, stop);
      onlyComment(close, stop);
      return quotedText(text, begin, close);
    }
    if (opensFlow(first)) {
      const [value, close] = flowCollection({ text, stop, line: cursor.line, lines }, begin);
      onlyComment(close, stop);
      return value;
    }
    return plainScalar(text, begin, stop);
  }

  function onlyComment(from: number, stop: number): void {
    const index = spacesEnd(text, from, stop);
    if (index < stop && (index === from || text.charCodeAt(index) !== hash)) throw doubt;
  }
}
