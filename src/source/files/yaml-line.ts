import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, type Pair, parseDocument } from "yaml";
import { kubernetesYamlOptions } from "../../kinds/kubernetes-yaml-options.ts";
import { type Lines, readPlainYaml } from "../../kinds/plain-yaml.ts";

/** A YAML text, and where in it the value begins whose parts are looked for. */
export interface YamlText {
  readonly text: string;
  /** Of an item of a list: its first character, behind the dash, and that character's column. */
  readonly from: number;
  readonly column: number;
  readonly isItem: boolean;
}

/**
 * The line, counting from 0, on which a value stands in a YAML text; where the last parts of its path are absent, that
 * of the deepest value there is.
 */
export function yamlLine({ text, from, column, isItem }: YamlText, path: readonly (string | number)[]): number {
  const lines: Lines = new Map();
  const plain = readPlainYaml(text, { start: from, column, lines });
  if (plain !== undefined) return linesBefore(text, from) + plainLine(plain.value, lines, path);
  return anyLine(text, isItem ? [0, ...path] : path);
}

function plainLine(root: unknown, lines: Lines, path: readonly (string | number)[]): number {
  let value = root;
  let line = 0;
  for (const part of path) {
    const noted = typeof value === "object" && value !== null ? lines.get(value)?.get(part) : undefined;
    if (noted === undefined) break;
    line = noted;
    value = (value as { readonly [key: string | number]: unknown })[part];
  }
  return line;
}

function linesBefore(text: string, end: number): number {
  let count = 0;
  for (let at = text.indexOf("\n"); at >= 0 && at < end; at = text.indexOf("\n", at + 1)) count += 1;
  return count;
}

function anyLine(text: string, path: readonly (string | number)[]): number {
  const counter = new LineCounter();
  const document = parseDocument(text, { ...kubernetesYamlOptions, lineCounter: counter });
  let node: unknown = document.contents;
  let offset = rangeStart(node) ?? 0;
  for (const part of path) {
    const container = isAlias(node) ? node.resolve(document) : node;
    const member = memberOf(container, part);
    if (member === undefined) break;
    offset = rangeStart("key" in member ? member.key : member.node) ?? offset;
    node = "key" in member ? member.value : member.node;
  }
  return counter.linePos(offset).line - 1;
}

function memberOf(
  node: unknown,
  part: string | number,
): Pair<unknown, unknown> | { readonly node: unknown } | undefined {
  if (isSeq(node)) {
    const item = typeof part === "number" ? node.items[part] : undefined;
    return item === undefined ? undefined : { node: item };
  }
  if (!isMap(node)) return undefined;
  return node.items.find(({ key }) => isScalar(key) && String(key.value) === String(part));
}

function rangeStart(node: unknown): number | undefined {
  return (node as Node | null | undefined)?.range?.[0];
}
