import type { Mesh } from "../model/mesh.ts";
import type { Ref } from "../model/ref.ts";

/** An object of this mesh that is known by name only: it says which cluster it is in, as those do that were read. */
export function refIn({ cluster }: Pick<Mesh, "cluster">, ref: Ref): Ref {
  return cluster === undefined ? ref : { ...ref, cluster };
}
