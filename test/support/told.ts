/** What is told of a diagnosis, for comparison. */
import type { Diagnosis } from "../../src/model/diagnosis.ts";
import { MeshError } from "../../src/model/mesh-error.ts";
import { toJson } from "../../src/render/json.ts";

/** Everything of the JSON output but how much was read. */
function told(diagnosis: Diagnosis): unknown {
  const { stats: _, ...rest } = toJson(diagnosis);
  return rest;
}

/** The same of a question that may be beyond answering: then the error. */
export function toldOrError(ask: () => Diagnosis): unknown {
  try {
    return told(ask());
  } catch (error) {
    if (error instanceof MeshError) return { code: error.code, message: error.message, candidates: error.candidates };
    throw error;
  }
}
