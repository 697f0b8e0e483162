import type { Mesh } from "../model/mesh.ts";
import { areNamespacesRead } from "./are-namespaces-read.ts";

/** That nothing stands in a namespace, in the words that what was read is good for. A clause. */
export function noNamespace(mesh: Mesh, namespace: string, place = ""): string {
  return areNamespacesRead(mesh)
    ? `there is no namespace "${namespace}"${place}`
    : `nothing that was read stands in namespace "${namespace}"${place}`;
}
