import type { Spot } from "../../model/cause.ts";
import type { Proposal } from "../../model/fix.ts";
import type { Mesh } from "../../model/mesh.ts";
import { refText } from "../../model/ref.ts";
import { removeValue } from "../change/remove-value.ts";
import { propose } from "../propose.ts";
import { valueAt } from "../value-at.ts";

/** Takes an abort or a delay away; the whole fault where it holds nothing else, since an empty one is not valid. */
export function removeFault({ ref, path }: Spot, mesh: Mesh): readonly Proposal[] {
  const whole = { ref, path: path.slice(0, path.lastIndexOf(".")) };
  const fault = valueAt(mesh, whole);
  const part = valueAt(mesh, { ref, path });
  if (typeof fault !== "object" || fault === null || part === undefined) return [];
  const summary = `Remove the fault from ${refText(ref)}`;
  return Object.keys(fault).length === 1
    ? [propose(summary, removeValue(whole, fault))]
    : [propose(summary, removeValue({ ref, path }, part))];
}
