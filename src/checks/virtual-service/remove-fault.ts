import type { Spot } from "../../model/cause.ts";
import type { Proposal } from "../../model/fix.ts";
import type { Mesh } from "../../model/mesh.ts";
import { refText } from "../../model/ref.ts";
import { removeValue } from "../change/remove-value.ts";
import { propose } from "../propose.ts";
import { valueAt } from "../value-at.ts";

/** Takes the whole fault away to which an abort or a delay belongs. */
export function removeFault({ ref, path }: Spot, mesh: Mesh): readonly Proposal[] {
  const spot = { ref, path: path.slice(0, path.lastIndexOf(".")) };
  const fault = valueAt(mesh, spot);
  return fault === undefined ? [] : [propose(`Remove the fault from ${refText(ref)}`, removeValue(spot, fault))];
}
