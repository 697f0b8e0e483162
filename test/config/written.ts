import { parseConfig } from "../../src/config/parse-config.ts";
import { MeshError } from "../../src/model/mesh-error.ts";
import type { Mistake } from "../../src/model/mistake.ts";

/** The least that is a configuration. */
export const least = "version: 1\nclusters: {demo: {snapshot: shop}}\n";

/** All that is wrong in a text; nothing, where it is right. */
export function mistakesIn(text: string): readonly Mistake[] {
  try {
    parseConfig(text, "meshwhy.yaml");
    return [];
  } catch (error) {
    if (!(error instanceof MeshError) || error.code !== "BAD_CONFIG") throw error;
    return error.mistakes;
  }
}

/** The same, as `line:column what`. */
export function told(text: string): readonly string[] {
  return mistakesIn(text).map(({ line, column, what }) => `${line}:${column} ${what}`);
}
