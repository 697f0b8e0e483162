import type { Config } from "../model/config.ts";
import { MeshError } from "../model/mesh-error.ts";

const next = "Package again, so that meshwhy.yaml is compiled by the version that runs.";

/**
 * The configuration that compileConfig() wrote. Only the version is looked at: what was compiled had been found right,
 * and a schema would cost the acknowledging function its start.
 * @throws MeshError BAD_CONFIG where it is something else
 */
export function readCompiled(text: string): Config {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new MeshError("BAD_CONFIG", "Cannot read the compiled configuration: it is no JSON", next);
  }
  if (!isOfThisVersion(value))
    throw new MeshError("BAD_CONFIG", "Cannot read the compiled configuration: it is not of version 1", next);
  return value;
}

function isOfThisVersion(value: unknown): value is Config {
  return typeof value === "object" && value !== null && "version" in value && value.version === 1;
}
