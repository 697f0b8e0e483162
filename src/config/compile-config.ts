import { compare } from "../model/compare.ts";
import type { Config } from "../model/config.ts";

/**
 * A configuration as the Lambda bundles carry it: JSON on one line, keys in order, so that equal configurations give
 * equal bytes. read-compiled.ts reads it.
 */
export function compileConfig(config: Config): string {
  return JSON.stringify(config, inKeyOrder);
}

function inKeyOrder(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => compare(a, b)));
}
