import type { Spot } from "../../model/cause.ts";
import type { Proposal } from "../../model/fix.ts";
import type { Mesh } from "../../model/mesh.ts";
import { refText } from "../../model/ref.ts";
import { appendValue } from "../change/append-value.ts";
import { propose } from "../propose.ts";
import { valueAt } from "../value-at.ts";

/** Lets a tls route take the server name that was asked for. */
export function addServerName({ ref, path }: Spot, name: string, mesh: Mesh): readonly Proposal[] {
  const spot = { ref, path: `${path}.sniHosts` };
  const names = valueAt(mesh, spot);
  return Array.isArray(names)
    ? [propose(`Add ${name} to the server names of ${refText(ref)}`, appendValue(spot, names, name))]
    : [];
}
