import { kubernetesScalar } from "../kubernetes-scalar.ts";
import { doubt } from "./doubt.ts";
import { keyText } from "./key-text.ts";
import { type Lines, notedLines } from "./noted-lines.ts";
import { quoteEnd } from "./quote-end.ts";
import { isQuote, quotedText } from "./quoted-text.ts";
import { spacesEnd } from "./spaces-end.ts";
import { yamlCode } from "./yaml-code.ts";

const { comma, colon: colonCode, openBracket, closeBracket, openBrace, closeBrace } = yamlCode;

/** The line that a flow collection stands on, and what is noted of it. */
export interface FlowLine {
  readonly text: string;
  /** Where the line's content ends. */
  readonly stop: number;
  /** Counted from 0. */
  readonly line: number;
  readonly lines: Lines | undefined;
}

/** Whether `{a: b}` or `[a, b]` begins with such a character. */
export function opensFlow(code: number): boolean {
  return code === openBrace || code === openBracket;
}

/** Reads `{a: b}` or `[a, b]` on one line; `close` is the index behind it. @throws doubt */
export function flowCollection(flow: FlowLine, begin: number): readonly [value: unknown, close: number] {
  return flow.text.charCodeAt(begin) === openBrace ? flowMap(flow, begin) : flowList(flow, begin);
}

function flowMap(flow: FlowLine, begin: number): readonly [unknown, number] {
  const { text } = flow;
  const members: Record<string, unknown> = {};
  const noted = notedLines(flow.lines, members);
  let index = content(flow, begin + 1);
  if (text.charCodeAt(index) === closeBrace) return [members, index + 1];
  for (;;) {
    const colon = flowKeyEnd(flow, index);
    const key = keyText(text, index, colon);
    if (Object.hasOwn(members, key)) throw doubt;
    noted?.set(key, flow.line);
    const [value, next] = flowValue(flow, content(flow, colon + 1));
    members[key] = value;
    index = content(flow, next);
    if (text.charCodeAt(index) === closeBrace) return [members, index + 1];
    if (text.charCodeAt(index) !== comma) throw doubt;
    index = content(flow, index + 1);
  }
}

function flowList(flow: FlowLine, begin: number): readonly [unknown, number] {
  const { text } = flow;
  const items: unknown[] = [];
  const noted = notedLines(flow.lines, items);
  let index = content(flow, begin + 1);
  if (text.charCodeAt(index) === closeBracket) return [items, index + 1];
  for (;;) {
    noted?.set(items.length, flow.line);
    const [value, next] = flowValue(flow, index);
    items.push(value);
    index = content(flow, next);
    if (text.charCodeAt(index) === closeBracket) return [items, index + 1];
    if (text.charCodeAt(index) !== comma) throw doubt;
    index = content(flow, index + 1);
  }
}

const plainKey = /[A-Za-z_./$][A-Za-z0-9_./$-]*: /y;

/** The colon that ends the key at `begin`. */
function flowKeyEnd({ text, stop }: FlowLine, begin: number): number {
  if (isQuote(text.charCodeAt(begin))) {
    const close = quoteEnd(text, begin, stop);
    if (close >= stop || text.charCodeAt(close) !== colonCode) throw doubt;
    return close;
  }
  plainKey.lastIndex = begin;
  const match = plainKey.exec(text);
  if (match === null || plainKey.lastIndex > stop) throw doubt;
  return begin + match[0].length - 2;
}

const plain =
  /(?:[A-Za-z0-9_./$~+=^<;\\(]|-[A-Za-z0-9_./$-])(?:[A-Za-z0-9_./$*~+=^<;\\()@%&'"!|-]|:(?![ ,[\]{}])| (?!#))*/y;
const trailingSpaces = / +$/;

function flowValue(flow: FlowLine, begin: number): readonly [unknown, number] {
  const { text, stop } = flow;
  const first = text.charCodeAt(begin);
  if (opensFlow(first)) return flowCollection(flow, begin);
  if (isQuote(first)) {
    const close = quoteEnd(text, begin, stop);
    return [quotedText(text, begin, close), close];
  }
  plain.lastIndex = begin;
  const match = plain.exec(text);
  if (match === null || plain.lastIndex >= stop) throw doubt;
  return [kubernetesScalar(match[0].replace(trailingSpaces, "")), plain.lastIndex];
}

/** The next character that is no space; without one the collection does not end on its line. */
function content({ text, stop }: FlowLine, from: number): number {
  const index = spacesEnd(text, from, stop);
  if (index >= stop) throw doubt;
  return index;
}
