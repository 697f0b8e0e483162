import type { ErrorCode, MeshError } from "../model/mesh-error.ts";
import type { Mistake } from "../model/mistake.ts";
import { safeJson } from "./safe-json.ts";

/** Why there is no answer, as programs read it. */
export interface ErrorJson {
  readonly schema: "meshwhy.error/v1";
  readonly code: ErrorCode;
  readonly message: string;
  readonly next: string;
  readonly candidates?: readonly string[];
  readonly mistakes?: readonly Mistake[];
}

/** An error as the contract `meshwhy.error/v1` has it. */
export function errorJson({ code, message, next, candidates, mistakes }: MeshError): ErrorJson {
  return {
    schema: "meshwhy.error/v1",
    code,
    message,
    next,
    ...(candidates.length === 0 ? {} : { candidates }),
    ...(mistakes.length === 0 ? {} : { mistakes }),
  };
}

/** The error as it is printed: two spaces and a newline at the end. */
export function errorJsonText(error: MeshError): string {
  return safeJson(errorJson(error));
}
