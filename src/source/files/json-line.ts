/**
 * The line, counting from 0, on which a value stands in a JSON text; where the last parts of its path are absent, that
 * of the deepest value there is.
 */
export function jsonLine(text: string, path: readonly (string | number)[]): number {
  const found = find(text, skipSpace(text, 0), path);
  let line = 0;
  for (let at = text.indexOf("\n"); at >= 0 && at < found; at = text.indexOf("\n", at + 1)) line += 1;
  return line;
}

/** Where the member begins (its key, if it has one) that the path leads to. */
function find(text: string, value: number, path: readonly (string | number)[]): number {
  let at = value;
  let place = value;
  for (const part of path) {
    const member = typeof part === "number" ? item(text, at, part) : memberOf(text, at, part);
    if (member === undefined) break;
    place = member.place;
    at = member.value;
  }
  return place;
}

interface Member {
  readonly place: number;
  readonly value: number;
}

function memberOf(text: string, open: number, name: string): Member | undefined {
  if (text[open] !== "{") return undefined;
  let at = skipSpace(text, open + 1);
  let last: Member | undefined;
  while (text[at] === '"') {
    const close = stringEnd(text, at);
    const value = skipSpace(text, skipSpace(text, close) + 1);
    if (keyIs(text.slice(at, close), name)) last = { place: at, value };
    at = skipSpace(text, valueEnd(text, value));
    if (text[at] === ",") at = skipSpace(text, at + 1);
  }
  return last;
}

function keyIs(quoted: string, name: string): boolean {
  if (!quoted.includes("\\")) return quoted.length === name.length + 2 && quoted.startsWith(name, 1);
  try {
    return JSON.parse(quoted) === name;
  } catch {
    return false;
  }
}

function item(text: string, open: number, index: number): Member | undefined {
  if (text[open] !== "[") return undefined;
  let at = skipSpace(text, open + 1);
  for (let count = 0; at < text.length && text[at] !== "]"; count += 1) {
    if (count === index) return { place: at, value: at };
    at = skipSpace(text, valueEnd(text, at));
    if (text[at] === ",") at = skipSpace(text, at + 1);
  }
  return undefined;
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (at < text.length && text.charCodeAt(at) <= 32) at += 1;
  return at;
}

function valueEnd(text: string, from: number): number {
  if (text[from] === '"') return stringEnd(text, from);
  if (text[from] !== "{" && text[from] !== "[") {
    const end = /[,\]}\s]/g;
    end.lastIndex = from;
    const at = end.exec(text)?.index ?? text.length;
    return at > from ? at : from + 1;
  }
  let depth = 0;
  for (let at = from; at < text.length; at += 1) {
    const char = text[at];
    if (char === '"') at = stringEnd(text, at) - 1;
    else if (char === "{" || char === "[") depth += 1;
    else if (char === "}" || char === "]") {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return text.length;
}

function stringEnd(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at += 1) {
    if (text[at] === "\\") at += 1;
    else if (text[at] === '"') return at + 1;
  }
  return text.length;
}
