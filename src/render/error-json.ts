import type { Fault } from "../model/fault.ts";
import type { ErrorCode, MeshError } from "../model/mesh-error.ts";
import { safeJson } from "./safe-json.ts";

/** Why there is no answer, as programs read it. */
export interface ErrorJson {
  readonly schema: "meshwhy.error/v1";
  readonly code: ErrorCode;
  readonly message: string;
  readonly next: string;
  readonly candidates?: readonly string[];
  readonly faults?: readonly Fault[];
}

/** An error as the contract `meshwhy.error/v1` has it. */
export function errorJson({ code, message, next, candidates, faults }: MeshError): ErrorJson {
  return {
    schema: "meshwhy.error/v1",
    code,
    message,
    next,
    ...(candidates.length === 0 ? {} : { candidates }),
    ...(faults.length === 0 ? {} : { faults }),
  };
}

/** The error as it is printed: two spaces and a newline at the end. */
export function errorJsonText(error: MeshError): string {
  return safeJson(errorJson(error));
}
