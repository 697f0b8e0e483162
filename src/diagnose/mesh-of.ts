import { createMesh } from "../mesh/create-mesh.ts";
import type { Mesh } from "../model/mesh.ts";
import type { Snapshot } from "../model/snapshot.ts";

const known = new WeakMap<Snapshot, Mesh>();

/** The mesh of a snapshot; asked again of the same snapshot (a digest, a benchmark), its indexes are not built anew. */
export function meshOf(snapshot: Snapshot): Mesh {
  const mesh = known.get(snapshot) ?? createMesh(snapshot);
  known.set(snapshot, mesh);
  return mesh;
}
