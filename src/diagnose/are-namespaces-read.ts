import type { Mesh } from "../model/mesh.ts";

/** Whether all namespaces were read that there are: only then is one that is not among them none. */
export function areNamespacesRead(mesh: Mesh): boolean {
  return mesh.all("Namespace").length > 0 && mesh.gap("Namespace") === undefined;
}
