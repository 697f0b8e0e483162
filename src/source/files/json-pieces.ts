import { parseAnyYaml } from "../../kinds/kubernetes-yaml.ts";
import { jsonCode } from "../json/json-code.ts";
import { skipSpace } from "../json/skip-space.ts";
import { stringEnd } from "../json/string-end.ts";
import { valueEnd } from "../json/value-end.ts";
import { limits } from "./limits.ts";
import type { ListKind, Piece } from "./piece.ts";
import type { Window } from "./window.ts";

/** Where the JSON ends: at the end of the input (`undefined`), or where something else begins. */
export type Rest = number | undefined;

const { newline, space, quote, comma, colon, openBracket, closeBracket, openBrace, closeBrace } = jsonCode;

/** Text before an item that shows how far it is indented. */
const behind = 256;

/**
 * Takes apart a stream of JSON: documents one after the other, the items of a `List` or an array one by one. Every item
 * is parsed, none is guessed at, and no more than one is held.
 */
export function* jsonPieces(window: Window): Generator<Piece, Rest> {
  for (;;) {
    const at = skipSpace(window, 0);
    if (at < 0) return undefined;
    window.drop(at);
    const first = window.bytes[0];
    if (first === openBracket) {
      const end = yield* items(window, 0);
      if (end < 0) return undefined;
      window.drop(end);
    } else if (first === openBrace) {
      const rest = yield* document(window);
      if (rest !== "next") return rest;
    } else return window.base;
  }
}

/** An object at the top: a list, whose items come one by one, or something of its own. */
function* document(window: Window): Generator<Piece, Rest | "next"> {
  const start = window.base;
  let isList = false;
  let listKind: ListKind = {};
  let at = 1;
  for (;;) {
    at = skipSpace(window, at);
    if (at < 0) return yield* brokenOff(window, start, isList);
    const code = window.bytes[at];
    if (code === closeBrace) break;
    if (code === comma) {
      at += 1;
      continue;
    }
    const member = code === quote ? memberAt(window, at) : undefined;
    if (member === undefined) return isList ? yield* lost(window, at) : start;
    if (member.value < 0) return yield* brokenOff(window, start, isList);
    if (member.name === "items" && window.bytes[member.value] === openBracket) {
      isList = true;
      at = yield* items(window, member.value, listKind);
      if (at < 0) return undefined;
    } else {
      at = valueEnd(window, member.value);
      if (at < 0) return yield* brokenOff(window, start, isList);
      if (member.name === "kind" || member.name === "apiVersion")
        listKind = { ...listKind, [member.name]: textAt(window, member.value, at) };
    }
  }
  if (!isList) {
    const piece = parsed(window, 0, at + 1);
    // What is no JSON may be YAML in braces: another reader's business.
    if (piece.kind === "bad") return start;
    yield piece;
  }
  window.drop(at + 1);
  return "next";
}

function* brokenOff(window: Window, start: number, isList: boolean): Generator<Piece, Rest> {
  if (!isList) return start;
  yield { kind: "bad", start: window.base + window.length, why: "the file ends in the middle of a list" };
  return undefined;
}

function* lost(window: Window, at: number): Generator<Piece, Rest> {
  yield { kind: "bad", start: window.base + at, why: "not valid JSON" };
  return undefined;
}

function memberAt(window: Window, at: number): { readonly name: string; readonly value: number } | undefined {
  const close = stringEnd(window, at);
  if (close < 0) return { name: "", value: -1 };
  const name = window.bytes.toString("utf8", at + 1, close - 1);
  const separator = skipSpace(window, close);
  if (separator < 0) return { name, value: -1 };
  if (window.bytes[separator] !== colon) return undefined;
  return { name, value: skipSpace(window, separator + 1) };
}

function textAt({ bytes }: Window, at: number, end: number): string | undefined {
  return bytes[at] === quote ? bytes.toString("utf8", at + 1, end - 1) : undefined;
}

/** The items of an array that begins at `open`. Returns where it ends; -1: it does not. */
function* items(window: Window, open: number, listKind: ListKind = {}): Generator<Piece, number> {
  let at = open + 1;
  let guessing = true;
  for (;;) {
    at = skipSpace(window, at);
    if (at < 0) {
      yield { kind: "bad", start: window.base + window.length, why: "the file ends in the middle of a list" };
      return -1;
    }
    const code = window.bytes[at];
    if (code === closeBracket) return at + 1;
    if (code === comma) {
      at += 1;
      continue;
    }
    if (at > behind) {
      window.drop(at - behind);
      at = behind;
    }
    const guess: Piece | undefined = guessing ? guessedItem(window, at) : undefined;
    guessing = guess !== undefined;
    const piece = guess ?? itemAt(window, at);
    yield piece.kind === "json" ? { ...piece, listKind } : piece;
    if (piece.kind === "bad") {
      const end = valueEnd(window, at);
      if (end <= at) return -1;
      at = end;
    } else at = piece.end - window.base;
  }
}

function itemAt(window: Window, at: number): Piece {
  const end = valueEnd(window, at);
  if (end < 0) return { kind: "bad", start: window.base + at, why: "the file ends in the middle of an object" };
  if (end === at) return { kind: "bad", start: window.base + at, why: "not valid JSON" };
  return parsed(window, at, end);
}

/** How many spaces stand before an item on its line; -1: something else does. */
function indentOf({ bytes }: Window, at: number): number {
  let begin = at;
  while (begin > 0 && bytes[begin - 1] === space) begin -= 1;
  return begin > 0 && bytes[begin - 1] === newline ? at - begin : -1;
}

/**
 * Supposes that an item ends at the next brace that is indented as it is, which is so in what kubectl prints and is
 * proven by parsing: no shorter or longer text would be one whole object. One miss, and nothing more is supposed of the
 * list, lest time be lost with each item.
 */
function guessedItem(window: Window, at: number): Piece | undefined {
  const indent = window.bytes[at] === openBrace ? indentOf(window, at) : -1;
  if (indent < 0) return undefined;
  let from = at;
  for (;;) {
    const brace = window.bytes.indexOf(closeBrace, from);
    if (brace < 0) {
      from = window.length;
      if (window.length - at > limits.pieceBytes || !window.more()) return undefined;
      continue;
    }
    from = brace + 1;
    if (indentOf(window, brace) === indent) return strictly(window, at, from);
  }
}

function strictly(window: Window, at: number, end: number): Piece | undefined {
  try {
    const value: unknown = JSON.parse(window.bytes.toString("utf8", at, end));
    return { kind: "json", start: window.base + at, end: window.base + end, value };
  } catch {
    return undefined;
  }
}

function parsed(window: Window, at: number, end: number): Piece {
  const start = window.base + at;
  if (end - at > limits.pieceBytes) return { kind: "bad", start, why: "one object of more than 64 MiB" };
  const strict = strictly(window, at, end);
  if (strict !== undefined) return strict;
  if (end - at > limits.oddBytes) return { kind: "bad", start, why: "not valid JSON" };
  const relaxed = parseAnyYaml(window.bytes.toString("utf8", at, end));
  if ("trouble" in relaxed) return { kind: "bad", start, why: `not valid JSON: ${relaxed.trouble}` };
  return { kind: "json", start, end: window.base + end, value: relaxed.value };
}
