import type { Json } from "../model/json.ts";
import { yamlScalar } from "../model/yaml-scalar.ts";

/** A value as lines of block YAML, for people to read. */
export function yamlLines(value: Json): string[] {
  if (Array.isArray(value)) {
    if (value.length === 0) return ["[]"];
    return value.flatMap((item) => yamlItem(item));
  }
  if (value !== null && typeof value === "object") {
    const entries = Object.entries(value);
    return entries.length === 0 ? ["{}"] : entries.flatMap(([key, child]) => yamlEntry(key, child));
  }
  return [yamlScalar(value)];
}

/** `key: value`, with what belongs to the value below it. */
export function yamlEntry(key: string, value: Json): string[] {
  const name = yamlScalar(key);
  if (!isNested(value)) return [`${name}: ${yamlLines(value)[0]}`];
  return [`${name}:`, ...yamlLines(value).map((text) => `  ${text}`)];
}

/** `- value`. */
export function yamlItem(value: Json): string[] {
  return yamlLines(value).map((text, index) => (index === 0 ? `- ${text}` : `  ${text}`));
}

function isNested(value: Json): boolean {
  return value !== null && typeof value === "object" && Object.keys(value).length > 0;
}
