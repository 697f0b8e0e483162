import type { Spot } from "../model/cause.ts";
import { type Evidence, field } from "../model/evidence.ts";
import type { Json } from "../model/json.ts";
import type { Mesh } from "../model/mesh.ts";
import { refKey } from "../model/ref.ts";
import { valueAt } from "./value-at.ts";

/** More text than this, a pod's whole template for instance, tells nothing. */
const longest = 300;

/**
 * The field that is charged, with its value and what it means here, then what else is known: each field once, with the
 * value that stands there. Fields too big to be shown are left out.
 */
export function evidenceOf(mesh: Mesh, spot: Spot, note: string | undefined, more: readonly Evidence[]): Evidence[] {
  const seen = new Set<string>();
  return [field(spot.ref, spot.path, undefined, note), ...more]
    .filter((evidence) => {
      const key = keyOf(evidence);
      if (seen.has(key)) return false;
      seen.add(key);
      return true;
    })
    .flatMap((evidence) => withValue(mesh, evidence));
}

function withValue(mesh: Mesh, evidence: Evidence): readonly Evidence[] {
  if (evidence.kind !== "field" || evidence.value !== undefined) return [evidence];
  const value = valueAt(mesh, evidence);
  if (value === undefined) return [evidence];
  const { quoted: _, ...rest } = evidence;
  return isShort(value) ? [{ ...rest, value }] : [];
}

function isShort(value: Json): boolean {
  const isTemplate = typeof value === "object" && value !== null && "spec" in value;
  return !isTemplate && JSON.stringify(value).length <= longest;
}

function keyOf(evidence: Evidence): string {
  if (evidence.kind === "field") return `${refKey(evidence.ref)} ${evidence.path}`;
  return evidence.kind === "log" ? `${evidence.at} ${evidence.line}` : evidence.what;
}
