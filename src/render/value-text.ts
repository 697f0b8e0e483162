import type { Json } from "../model/json.ts";
import { yamlScalar } from "../model/yaml-scalar.ts";

const longest = 120;

/** A value on one line, as flow YAML; what is too long to read is cut. */
export function valueText(value: Json, limit: number = longest): string {
  const text = flow(value);
  return text.length <= limit ? text : `${text.slice(0, limit - 1).trimEnd()}…`;
}

function flow(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(", ")}]`;
  if (value !== null && typeof value === "object") {
    const entries = Object.entries(value).map(([key, child]) => `${yamlScalar(key)}: ${flow(child)}`);
    return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
  }
  const text = yamlScalar(value);
  return /[,[\]{}]/.test(text) && !text.startsWith('"') ? JSON.stringify(value) : text;
}
