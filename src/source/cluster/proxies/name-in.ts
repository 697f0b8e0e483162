import { plainText } from "../../../kinds/plain-text.ts";

/** Longer than any name that Istio makes: a cluster's is a host of 253 characters, a subset of 63, a port and a direction. */
const longest = 512;

/** A name as it was sent; `undefined`: it is none, or none that may be shown. */
export function nameIn(value: unknown): string | undefined {
  if (typeof value !== "string" || value === "" || value.length > longest) return undefined;
  return plainText(value, longest) === value ? value : undefined;
}
