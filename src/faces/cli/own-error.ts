import { MeshError } from "../../model/mesh-error.ts";

/** Another bundle has a class of its own for the same errors. */
export function ownError(error: unknown): unknown {
  if (error instanceof MeshError || !(error instanceof Error) || error.name !== "MeshError") return error;
  const { code, message, next, candidates, mistakes } = error as MeshError;
  return new MeshError(code, message, next, candidates, mistakes);
}
