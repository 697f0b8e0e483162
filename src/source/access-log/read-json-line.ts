import type { JsonLayout } from "./json-layout.ts";
import { plainLine } from "./plain-line.ts";
import { blankLine } from "./raw-line.ts";
import { fillFrom, type ReadLine } from "./read-text-line.ts";
import { isSecretName, reduceSecrets } from "./reduce-secrets.ts";

type JsonObject = { readonly [key: string]: unknown };

const maxDepth = 8;
const hidden = "…";

/**
 * Reads a line that is one JSON object.
 * @returns undefined when it is none, or when a value is not of the layout
 */
export function readJsonLine(line: string, { members, secrets }: JsonLayout): ReadLine | undefined {
  const object = objectIn(line);
  if (object === undefined) return undefined;
  const escaped = line.includes("\\");
  const raw = blankLine();
  for (const { path, layout } of members) {
    const value = valueAt(object, path);
    if (value === undefined || value === "-" || value === "") continue;
    // Escapes can hide from the look at the whole line what they spell.
    const read = fillFrom(escaped ? reduceSecrets(plainLine(value)) : value, layout, raw);
    if (read === undefined) return undefined;
  }
  const reduced = withoutSecrets(object, [], secrets);
  return { raw, line: reduced === object ? line : JSON.stringify(reduced) };
}

function objectIn(line: string): JsonObject | undefined {
  if (!line.startsWith("{") || !line.endsWith("}")) return undefined;
  try {
    return JSON.parse(line) as JsonObject;
  } catch {
    return undefined;
  }
}

function valueAt(object: JsonObject, path: readonly string[]): string | undefined {
  let value: unknown = object;
  for (const key of path) {
    if (!isObject(value) || !Object.hasOwn(value, key)) return undefined;
    value = value[key];
  }
  return typeof value === "string" ? value : typeof value === "number" ? String(value) : undefined;
}

/** The object without the text of members that are named like secrets; the same object if there are none. */
function withoutSecrets(object: JsonObject, path: readonly string[], secrets: JsonLayout["secrets"]): JsonObject {
  let reduced: { [key: string]: unknown } | undefined;
  for (const key of Object.keys(object)) {
    const value = object[key];
    if (typeof value === "number" || value === null) continue;
    const kept = withoutSecret(key, value, path, secrets);
    if (kept === value) continue;
    reduced ??= { ...object };
    reduced[key] = kept;
  }
  return reduced ?? object;
}

function withoutSecret(key: string, value: unknown, path: readonly string[], secrets: JsonLayout["secrets"]): unknown {
  if (isObject(value)) return path.length < maxDepth ? withoutSecrets(value, [...path, key], secrets) : hidden;
  if (typeof value !== "string" || value === "" || value === "-") return value;
  const isSecret = secrets.get(keyOf(path, key)) ?? (key.toLowerCase().includes("cookie") || isSecretName(key));
  return isSecret ? hidden : value;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null;
}

function keyOf(path: readonly string[], key: string): string {
  return path.length === 0 ? key : [...path, key].join("\n");
}
