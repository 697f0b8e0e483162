import { isShape, type Shape } from "../blocks/rule.ts";
import { Refusal } from "./refusal.ts";

/** What a method was called with: members of a form or of a JSON body. */
export type Arguments = Readonly<Record<string, unknown>>;

/** Reads a request body by its content type. Throws `Refusal` where it cannot be read. */
export function readArguments(contentType: string, body: Buffer, query: URLSearchParams): Arguments {
  const type = contentType.split(";")[0]?.trim().toLowerCase() ?? "";
  const text = body.toString("utf8");
  const fromQuery = Object.fromEntries(query);
  if (type === "application/json") return { ...fromQuery, ...fromJson(text) };
  if (type === "application/x-www-form-urlencoded" || body.length === 0)
    return { ...fromQuery, ...Object.fromEntries(new URLSearchParams(text)) };
  throw new Refusal("invalid_post_type");
}

/** A member that must be a string that is not empty; otherwise refused with `code`. */
export function needed(given: Arguments, name: string, code = "invalid_arguments"): string {
  const value = text(given, name);
  if (value === undefined || value === "") {
    const messages = [`[ERROR] missing required field: ${name}`];
    throw new Refusal(code, code === "invalid_arguments" ? { response_metadata: { messages } } : {});
  }
  return value;
}

/** A member as a string, whatever it came as. */
export function text(given: Arguments, name: string): string | undefined {
  const value = given[name];
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  return typeof value === "string" ? value : undefined;
}

/** A member that is JSON: itself in a JSON body, a string of it in a form. Throws `Refusal(code)` if it is not JSON. */
export function json(given: Arguments, name: string, code: string): unknown {
  const value = given[name];
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value);
  } catch {
    throw new Refusal(code);
  }
}

function fromJson(source: string): Shape {
  try {
    const value: unknown = JSON.parse(source);
    if (isShape(value)) return value;
  } catch {}
  throw new Refusal("invalid_json");
}
