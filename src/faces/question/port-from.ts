import { MeshError } from "../../model/mesh-error.ts";

/**
 * A port from its decimal digits.
 * @throws MeshError USAGE
 */
export function portFrom(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (port < 1 || port > 65_535)
    throw new MeshError(
      "USAGE",
      `Cannot take "${text}" for a port: it is no number from 1 to 65535`,
      "Give the number of the Service's port, e.g. --port 8080.",
    );
  return port;
}
