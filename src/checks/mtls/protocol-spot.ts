import type { Spot } from "../../model/cause.ts";
import type { Mesh } from "../../model/mesh.ts";
import { valueAt } from "../value-at.ts";

/** The field of a port that declares its protocol: `appProtocol` where it is written, else the name. */
export function protocolSpot(mesh: Mesh, { ref, path }: Spot): Spot {
  if (ref.kind !== "Service") return { ref, path: `${path}.protocol` };
  const field = valueAt(mesh, { ref, path: `${path}.appProtocol` }) === undefined ? "name" : "appProtocol";
  return { ref, path: `${path}.${field}` };
}
