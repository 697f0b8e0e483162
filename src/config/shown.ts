import { looksSecret } from "./looks-secret.ts";

const longest = 60;

/** A value out of the file as a fault may repeat it: short, in quotes, and nothing that could be a key or a token. */
export function shown(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object" && value !== null) return "a map";
  if (typeof value !== "string") return String(value);
  if (looksSecret(value)) return "what stands here";
  return `"${value.length > longest ? `${value.slice(0, longest)}…` : value}"`;
}
