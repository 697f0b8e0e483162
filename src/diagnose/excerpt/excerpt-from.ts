import { kindOf } from "../../kinds/kind-of.ts";
import type { Spot } from "../../model/cause.ts";
import type { Excerpt } from "../../model/excerpt.ts";
import type { Mesh } from "../../model/mesh.ts";
import { excerptOf } from "./excerpt-of.ts";

/**
 * The lines of an object around a field, as it was read. `asked` is the mesh in which the field was found, which may be
 * a mended copy: an object that was changed there gives no lines, for the field may stand elsewhere or not at all.
 */
export function excerptFrom(read: Mesh, asked: Mesh, { ref, path }: Spot): Excerpt | undefined {
  const kind = kindOf(ref.apiVersion, ref.kind);
  if (kind === undefined) return undefined;
  const resource = read.home(ref).get(kind, ref.namespace, ref.name);
  if (resource === undefined || asked.home(ref).get(kind, ref.namespace, ref.name) !== resource) return undefined;
  return excerptOf(resource, path);
}
