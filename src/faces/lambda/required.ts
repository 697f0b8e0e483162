import { MeshError } from "../../model/mesh-error.ts";

/**
 * A variable that a function cannot do without.
 * @throws MeshError BAD_CONFIG
 */
export function required(env: Readonly<Record<string, string | undefined>>, name: string): string {
  const value = env[name];
  if (value !== undefined && value !== "") return value;
  throw new MeshError(
    "BAD_CONFIG",
    `Cannot start: "${name}" is not set`,
    "Set it in serverless.yml, or in the environment.",
  );
}
