import type { RawObject } from "./raw-object.ts";

/** A copy with the named members only; `null` is absence, as it is to Kubernetes. */
export function picked(raw: RawObject, names: readonly string[]): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  for (const name of names) {
    const value = raw[name];
    if (value !== undefined && value !== null) kept[name] = value;
  }
  return kept;
}
