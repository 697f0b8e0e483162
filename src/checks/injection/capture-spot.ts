import type { Spot } from "../../model/cause.ts";
import type { Mesh } from "../../model/mesh.ts";
import type { Ref } from "../../model/ref.ts";
import { templatePath } from "../template-path.ts";
import { valueAt } from "../value-at.ts";

/**
 * The setting that lets traffic pass a sidecar by; the whole template where it does not stand there (the pods are
 * older, or the injector's own values say so).
 */
export function captureSpot(mesh: Mesh, spot: Spot | undefined, owner: Ref): Spot {
  if (spot === undefined) return { ref: owner, path: templatePath(owner) };
  const wasRead = valueAt(mesh, { ref: spot.ref, path: "metadata.name" }) !== undefined;
  const isGenerated = spot.path.includes("initContainers");
  if (valueAt(mesh, spot) !== undefined || (!wasRead && !isGenerated)) return spot;
  return { ref: spot.ref, path: templatePath(spot.ref) };
}
