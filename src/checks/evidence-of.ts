import type { Spot } from "../model/cause.ts";
import { type Evidence, field } from "../model/evidence.ts";
import type { Mesh } from "../model/mesh.ts";
import { refKey } from "../model/ref.ts";
import { valueAt } from "./value-at.ts";

/** A whole pod template says nothing. */
const longest = 400;

/** The field that is charged, with its value and what it means here, then what else is known, each field once. */
export function evidenceOf(mesh: Mesh, spot: Spot, note: string | undefined, more: readonly Evidence[]): Evidence[] {
  const value = valueAt(mesh, spot);
  const shown = value !== undefined && JSON.stringify(value).length <= longest ? value : undefined;
  const seen = new Set([keyOf(field(spot.ref, spot.path, undefined))]);
  const rest = more.filter((evidence) => {
    const key = keyOf(evidence);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
  return [field(spot.ref, spot.path, shown, note), ...rest];
}

function keyOf(evidence: Evidence): string {
  if (evidence.kind === "field") return `${refKey(evidence.ref)} ${evidence.path}`;
  return evidence.kind === "log" ? `${evidence.at} ${evidence.line}` : evidence.what;
}
