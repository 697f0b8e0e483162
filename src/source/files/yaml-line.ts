import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, type Pair, parseDocument } from "yaml";
import { kubernetesYamlOptions } from "../../kinds/kubernetes-yaml-options.ts";
import type { Lines } from "../../kinds/plain-yaml/noted-lines.ts";
import { readPlainYaml } from "../../kinds/plain-yaml/read-plain-yaml.ts";
import { contentStart } from "./content-start.ts";

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
 * of the deepest value there is. `undefined`: nothing of the path is there.
 */
export function yamlLine(
  { text, from, column, isItem }: YamlText,
  path: readonly (string | number)[],
): number | undefined {
  const lines: Lines = new Map();
  const plain = readPlainYaml(text, { start: from, column, lines });
  if (plain === undefined) return anyLine(text, path, isItem);
  const line = plainLine(plain.value, lines, path);
  return line === undefined ? undefined : linesBefore(text, from) + line;
}

/** The line, counting from 0, on which the whole begins. */
export function yamlRootLine({ text, from, isItem }: YamlText): number {
  return linesBefore(text, isItem ? from : contentStart(text));
}

function plainLine(root: unknown, lines: Lines, path: readonly (string | number)[]): number | undefined {
  let value = root;
  let line: number | undefined;
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

function anyLine(text: string, path: readonly (string | number)[], isItem: boolean): number | undefined {
  const counter = new LineCounter();
  const document = parseDocument(text, { ...kubernetesYamlOptions, lineCounter: counter });
  let node: unknown = document.contents;
  if (isItem) node = isSeq(node) ? node.items[0] : undefined;
  let offset: number | undefined;
  for (const part of path) {
    const container = isAlias(node) ? node.resolve(document) : node;
    const member = memberOf(container, part);
    if (member === undefined) break;
    offset = rangeStart("key" in member ? member.key : member.node) ?? offset;
    node = "key" in member ? member.value : member.node;
  }
  return offset === undefined ? undefined : counter.linePos(offset).line - 1;
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
