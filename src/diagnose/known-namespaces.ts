import type { Mesh } from "../model/mesh.ts";

/** Namespaces that were read, or in which a Service stands. */
export function knownNamespaces(mesh: Mesh): ReadonlySet<string> {
  return new Set([
    ...mesh.all("Namespace").map(({ metadata }) => metadata.name),
    ...mesh.all("Service").map(({ metadata }) => metadata.namespace),
  ]);
}
