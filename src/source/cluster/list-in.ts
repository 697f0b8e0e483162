import { isRawObject, type RawObject } from "../../kinds/raw-object.ts";
import type { JsonBytes } from "../json/json-bytes.ts";
import { jsonCode } from "../json/json-code.ts";
import { skipSpace } from "../json/skip-space.ts";
import { stringEnd } from "../json/string-end.ts";
import { valueEnd } from "../json/value-end.ts";

/** A list of the API that is taken apart while its bytes come. */
export interface ListIn {
  /** Takes the next bytes, which are good only until this returns. */
  take(bytes: Buffer): void;
  /** What it was, once all bytes have come. */
  end(): EndOfList;
}

/**
 * `list`: the list's metadata, empty where it has none. What is no JSON may have been cut short on its way: then items
 * may have been shown all the same.
 */
export type EndOfList =
  | { readonly is: "list"; readonly metadata: RawObject }
  | { readonly is: "another object" }
  | { readonly is: "no object" }
  | { readonly is: "no JSON" }
  | { readonly is: "nothing" };

const { quote, comma, colon, openBracket, closeBracket, openBrace, closeBrace } = jsonCode;

/** What may come next. */
type Next = "any value" | "a member" | "the end of a member" | "an item" | "the end of an item" | "nothing";

/**
 * Begins to read a list: every item is parsed by itself as soon as it is there, shown once, and let go of, so that a page
 * takes no more memory than its largest item. As strict as parsing the whole would be.
 */
export function listIn(show: (item: RawObject) => void): ListIn {
  const held = heldBytes();
  let next: Next = "any value";
  let isFirst = true;
  let isBad = false;
  let isOther = false;
  let hasItems = false;
  let isList = true;
  let metadata: unknown;
  let hasEnded = false;
  /** Where so many bytes are there, another try is worth its while: twice as many as did not suffice. */
  let wanted = 1;

  return {
    take: (bytes) => {
      if (isBad) return;
      held.add(bytes);
      if (held.length >= wanted && !isOther) advance();
    },
    end: () => {
      hasEnded = true;
      if (held.isFresh()) return { is: "nothing" };
      if (isOther) return { is: parsed(0, held.length) === undefined ? "no JSON" : "no object" };
      if (!isBad) advance();
      if (isBad || next !== "nothing") return { is: "no JSON" };
      return isList ? { is: "list", metadata: isRawObject(metadata) ? metadata : {} } : { is: "another object" };
    },
  };

  function advance(): void {
    let at = 0;
    for (;;) {
      const from = skipSpace(held, at);
      const end = from < 0 || isBad || isOther ? -1 : step(from);
      if (end < 0) break;
      at = end;
    }
    if (isBad) held.drop(held.length);
    else if (!isOther) held.drop(at);
    wanted = held.length * 2;
  }

  /** Takes what comes next; returns where it ends, and -1 where it is not all there. */
  function step(at: number): number {
    const code = held.bytes[at];
    switch (next) {
      case "any value":
        if (code === openBrace) return then("a member", at + 1, true);
        isOther = true;
        return -1;
      case "a member":
        return code === closeBrace && isFirst ? then("nothing", at + 1) : member(at);
      case "the end of a member":
        if (code === comma) return then("a member", at + 1);
        return code === closeBrace ? then("nothing", at + 1) : bad();
      case "an item":
        return code === closeBracket && isFirst ? then("the end of a member", at + 1) : item(at);
      case "the end of an item":
        if (code === comma) return then("an item", at + 1);
        return code === closeBracket ? then("the end of a member", at + 1) : bad();
      case "nothing":
        return bad();
    }
  }

  function member(at: number): number {
    if (held.bytes[at] !== quote) return bad();
    const close = stringEnd(held, at);
    const separator = close < 0 ? -1 : skipSpace(held, close);
    if (separator < 0) return -1;
    if (held.bytes[separator] !== colon) return bad();
    const from = skipSpace(held, separator + 1);
    if (from < 0) return -1;
    const name = parsed(at, close);
    if (name === undefined) return bad();
    if (name.value === "items" && held.bytes[from] === openBracket) {
      noteItems();
      return then("an item", from + 1, true);
    }
    const end = endOf(from);
    if (end < 0) return -1;
    const read = parsed(from, end);
    if (read === undefined) return bad();
    if (name.value === "items") {
      noteItems();
      // A list that holds nothing is sent as null by some servers.
      if (read.value !== null) isList = false;
    }
    if (name.value === "metadata") metadata = read.value;
    return then("the end of a member", end);
  }

  /** What is told twice is no list: which one holds? */
  function noteItems(): void {
    if (hasItems) isList = false;
    hasItems = true;
  }

  function item(at: number): number {
    const end = endOf(at);
    if (end < 0) return -1;
    const read = parsed(at, end);
    if (read === undefined) return bad();
    if (!isRawObject(read.value)) isList = false;
    else if (isList) show(read.value);
    return then("the end of an item", end);
  }

  function then(what: Next, at: number, isBegin = false): number {
    next = what;
    isFirst = isBegin;
    return at;
  }

  function bad(): number {
    isBad = true;
    return -1;
  }

  /** A number may go on in bytes that are still to come. */
  function endOf(at: number): number {
    const end = valueEnd(held, at);
    return end === held.length && !hasEnded && !isClosed(held.bytes[end - 1]) ? -1 : end;
  }

  function parsed(from: number, end: number): { readonly value: unknown } | undefined {
    try {
      return { value: JSON.parse(held.bytes.toString("utf8", from, end)) };
    } catch {
      return undefined;
    }
  }
}

function isClosed(last: number | undefined): boolean {
  return last === quote || last === closeBrace || last === closeBracket;
}

/** Bytes that came and were not made use of yet, in one place that grows as it must. */
interface HeldBytes extends JsonBytes {
  add(bytes: Buffer): void;
  /** Lets go of the first bytes. */
  drop(count: number): void;
  /** Whether nothing ever came. */
  isFresh(): boolean;
}

function heldBytes(): HeldBytes {
  let bytes = Buffer.alloc(0);
  let length = 0;
  return {
    get bytes() {
      return bytes;
    },
    get length() {
      return length;
    },
    more: () => false,
    add: (added) => {
      if (length + added.length > bytes.length) {
        const larger = Buffer.allocUnsafe(Math.max(2 * bytes.length, length + added.length));
        bytes.copy(larger, 0, 0, length);
        bytes = larger;
      }
      added.copy(bytes, length);
      length += added.length;
    },
    drop: (count) => {
      bytes.copyWithin(0, count, length);
      length -= count;
    },
    isFresh: () => bytes.length === 0,
  };
}
