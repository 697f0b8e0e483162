import {
  type Alias,
  type Document,
  type ErrorCode,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  visit,
} from "yaml";
import { shown } from "./shown.ts";

/** Keys and indexes from the root of a file to something in it. */
export type Path = readonly (string | number)[];

/** Where something begins in a text; both counted from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** Something that YAML does not allow, or that is allowed and never meant. */
export interface YamlTrouble extends Place {
  /** A clause. It repeats nothing of the text but keys. */
  readonly what: string;
  /** What to do about it, as a sentence. */
  readonly next: string;
}

/** A YAML text, read. */
export interface YamlText {
  /** What it means; undefined where that cannot be told. */
  readonly value: unknown;
  readonly troubles: readonly YamlTrouble[];
  /** Where the value at a path begins; where it is missing, the key of the last that is there on the way to it. */
  readonly placeOf: (path: Path) => Place;
  /** Where the key at the end of a path begins; where it is missing, as above. */
  readonly placeOfKey: (path: Path) => Place;
}

/** More is no configuration that people write. */
const mostCharacters = 1_000_000;
/** Counted after every anchor was put where it is referred to. */
const mostNodes = 100_000;
const mostAliases = 1000;
const deepest = 50;

/** Reads one document of YAML 1.2: no doubled keys, no tags, no anchors that grow without end. */
export function readYaml(text: string): YamlText {
  if (text.length > mostCharacters) return senseless(`it has more than ${mostCharacters} characters`);
  try {
    return understood(text);
  } catch (error) {
    if (error instanceof RangeError) return senseless("it is nested too deeply, or its anchors grow without end");
    throw error;
  }
}

function senseless(what: string): YamlText {
  const start = { line: 1, column: 1 };
  return {
    value: undefined,
    troubles: [{ ...start, what, next: "Write it anew, by hand." }],
    placeOf: () => start,
    placeOfKey: () => start,
  };
}

/** @throws RangeError for what has no sensible size */
function understood(text: string): YamlText {
  const counter = new LineCounter();
  const document = parseDocument(text, {
    version: "1.2",
    schema: "core",
    uniqueKeys: true,
    stringKeys: true,
    resolveKnownTags: false,
    lineCounter: counter,
    prettyErrors: false,
    logLevel: "error",
  });
  const errors = [...document.errors, ...document.warnings];
  // The package turns an exhausted stack into a fault of the text.
  if (errors.some(({ message }) => message.includes("call stack"))) throw new RangeError("too deep");
  const dangling = aliasesIn(document).filter((alias) => alias.resolve(document) === undefined);
  const troubles = [
    ...errors.map(({ code, message, pos }) => ({
      ...placeAt(pos[0]),
      ...troubleOf(code, message, text.slice(pos[0], keyEnd(text, pos[0]))),
    })),
    ...dangling.map((alias) => ({
      ...placeAt(offsetOf(alias) ?? 0),
      what: `there is no anchor &${alias.source} before *${alias.source}`,
      next: "Put a text that begins with * in quotes, or write out what is meant.",
    })),
  ];
  const isWhole = dangling.length === 0 && errors.every(({ code }) => code === "DUPLICATE_KEY");
  return {
    value: isWhole ? plainValue(document) : undefined,
    troubles,
    placeOf: (path) => placeAt(nodesAlong(document, path).value),
    placeOfKey: (path) => placeAt(nodesAlong(document, path).key),
  };

  function placeAt(offset: number): Place {
    // Past the end there is nothing to point at but the last thing before it.
    const { line, col } = counter.linePos(Math.min(offset, text.trimEnd().length));
    return { line: Math.max(1, line), column: Math.max(1, col) };
  }
}

/** @throws RangeError where there are too many */
function aliasesIn(document: Document): readonly Alias[] {
  const found: Alias[] = [];
  visit(document, {
    Alias: (_key, alias) => {
      found.push(alias);
      if (found.length > mostAliases) throw new RangeError("too many");
    },
  });
  return found;
}

/** Maps as objects without a prototype's tricks, aliases as copies of what they stand for. */
function plainValue(document: Document): unknown {
  let nodes = 0;
  return plain(document.contents, 0);

  function plain(node: unknown, depth: number): unknown {
    nodes += 1;
    if (nodes > mostNodes || depth > deepest) throw new RangeError("too much");
    if (isAlias(node)) return plain(node.resolve(document), depth + 1);
    if (isSeq(node)) return node.items.map((item) => plain(item, depth + 1));
    if (isScalar(node)) return node.value;
    if (!isMap(node)) return null;
    const members = node.items.map(({ key, value }): [string, unknown] => [keyText(key), plain(value, depth + 1)]);
    return Object.fromEntries(members);
  }
}

/** Offsets of the value at a path and of its key, or of the last that is there on the way. */
function nodesAlong(document: Document, path: Path): { readonly value: number; readonly key: number } {
  let node: unknown = document.contents;
  let value = offsetOf(node) ?? 0;
  let key = value;
  for (const step of path) {
    const holder = isAlias(node) ? node.resolve(document) : node;
    const pair = isMap(holder) ? holder.items.find((item) => keyText(item.key) === String(step)) : undefined;
    const item = isSeq(holder) && typeof step === "number" ? holder.items[step] : undefined;
    if (pair === undefined && item === undefined) return { value: key, key };
    node = pair === undefined ? item : pair.value;
    key = offsetOf(pair?.key) ?? offsetOf(node) ?? key;
    value = offsetOf(node) ?? key;
  }
  return { value, key };
}

function keyText(key: unknown): string {
  return isScalar(key) ? String(key.value) : "";
}

function offsetOf(node: unknown): number | undefined {
  return (node as Node | null | undefined)?.range?.[0];
}

function troubleOf(code: ErrorCode, message: string, key: string): Pick<YamlTrouble, "what" | "next"> {
  switch (code) {
    case "DUPLICATE_KEY":
      return { what: `the key ${shown(key)} is there twice`, next: "Make one of the two." };
    case "MULTIPLE_DOCS":
      return { what: "a second document begins", next: "Take out the --- above it, or what is below." };
    case "NON_STRING_KEY":
      return { what: "a key is no text", next: "Put it in quotes." };
    case "TAG_RESOLVE_FAILED":
      return { what: "tags mean nothing here", next: "Take out the word that begins with !." };
    case "TAB_AS_INDENT":
      return { what: "it is indented with a tab", next: "Indent with spaces." };
    default: {
      // Behind a colon, the package quotes the text.
      const why = message.replace(/: .*$/s, "").replace(/^./, (letter) => letter.toLowerCase());
      return {
        what: `it is no YAML: ${why}`,
        next: "Look at this line and the one above: indentation, quotes, colons.",
      };
    }
  }
}

/** Of a key on one line, the end. */
function keyEnd(text: string, start: number): number {
  const found = /[:\s]/.exec(text.slice(start, start + 200));
  return found === null ? start : start + found.index;
}
