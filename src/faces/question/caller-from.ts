import { MeshError } from "../../model/mesh-error.ts";

/** As AuthorizationPolicies write it, and certificates carry it. */
const principal = /^(?:spiffe:\/\/)?[^/\s]+\/ns\/([^/\s]+)\/sa\/([^/\s]+)$/;

/**
 * The word for `<from>`; a principal is the service account that it names.
 * @throws MeshError USAGE
 */
export function callerFrom(text: string): string {
  const [, namespace, name] = principal.exec(text) ?? [];
  if (namespace !== undefined && name !== undefined) return `${namespace}/sa/${name}`;
  if (text.includes("://"))
    throw new MeshError(
      "USAGE",
      `Cannot take "${text}" for the caller: it is a URL`,
      "Name the calling workload, e.g. shop/checkout.",
    );
  return text;
}
