import type { Mesh } from "../model/mesh.ts";
import { controllerKinds } from "./controller-kinds.ts";

/** Whether anything that was read stands in a namespace, or is it. */
export function hasNamespace(mesh: Mesh, namespace: string): boolean {
  return (
    mesh.get("Namespace", "", namespace) !== undefined ||
    (["Service", "Pod", ...controllerKinds] as const).some((kind) => mesh.list(kind, namespace).length > 0)
  );
}
