import { type ParsedYaml, parseAnyYaml } from "../../kinds/kubernetes-yaml.ts";
import { readPlainYaml } from "../../kinds/plain-yaml/read-plain-yaml.ts";
import type { Input } from "./input.ts";
import { limits } from "./limits.ts";
import type { ListKind } from "./piece.ts";

/** Where an object stands: enough to read it again. */
export interface Site {
  readonly input: Input;
  readonly start: number;
  readonly end: number;
  readonly format: "json" | "yaml";
  /** Of an item of a list in YAML, where behind `start` its value begins, and in which column. */
  readonly from: number;
  readonly column: number;
  readonly isItem: boolean;
  readonly listKind: ListKind;
  /** Where in the value that stands there: `["items", 3]`; empty: it is the object. */
  readonly within: readonly (string | number)[];
}

/** Reads the value that stands at a site, of which `bytes` are all. */
export function valueAt(site: Omit<Site, "input" | "within">, bytes: Buffer): ParsedYaml {
  if (site.format === "json") return jsonValue(bytes);
  if (!site.isItem && isBracketed(bytes)) {
    const json = strictJson(bytes.toString("utf8").replace(/^---[ \t]*\r?\n/, ""));
    if (json !== undefined) return json;
  }
  const plain = readPlainYaml(bytes.toString("utf8", site.from), { column: site.column });
  if (plain !== undefined) return plain;
  if (bytes.length > limits.oddBytes)
    return { trouble: "too big for YAML with anchors, tags or text over several lines", line: undefined };
  const parsed = parseAnyYaml(bytes.toString("utf8"));
  if ("trouble" in parsed || !site.isItem) return parsed;
  return { value: Array.isArray(parsed.value) ? (parsed.value[0] as unknown) : undefined };
}

function jsonValue(bytes: Buffer): ParsedYaml {
  const text = bytes.toString("utf8");
  return strictJson(text) ?? parseAnyYaml(text);
}

function strictJson(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

/** Whether a document looks like JSON: people save `kubectl get -o json` under whatever name. */
function isBracketed(bytes: Buffer): boolean {
  return /^(?:---[ \t]*\r?\n)?\s*[[{]/.test(bytes.toString("latin1", 0, 256));
}
