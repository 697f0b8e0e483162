import { limits } from "./limits.ts";

/** The same value with every text in it cut to what an item can hold; a cut text says so. */
export function shortened<T>(value: T): T {
  return cut(value) as T;
}

function cut(value: unknown): unknown {
  if (typeof value === "string") return cutText(value);
  if (Array.isArray(value)) return value.map(cut);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, cut(inner)]));
}

function cutText(text: string): string {
  // DynamoDB takes UTF-8 alone, which has no halves of pairs.
  if (text.length <= limits.textLength) return text.toWellFormed();
  return `${text.slice(0, limits.textLength).toWellFormed()}… (cut from ${text.length} characters)`;
}
