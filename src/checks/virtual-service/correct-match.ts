import type { Proposal } from "../../model/fix.ts";
import type { Json } from "../../model/json.ts";
import type { Mesh } from "../../model/mesh.ts";
import { refText } from "../../model/ref.ts";
import { addMember } from "../change/add-member.ts";
import { replaceValue } from "../change/replace-value.ts";
import { propose } from "../propose.ts";
import { valueAt } from "../value-at.ts";
import type { NearMiss } from "./nearest-miss.ts";

/** Lets the match that came nearest take the request, and as little else as can be. */
export function correctMatch(near: NearMiss, mesh: Mesh): readonly Proposal[] {
  const { ref, wanted, got } = near;
  const spot = { ref, path: near.path.slice(0, near.path.lastIndexOf(".")) };
  const old = valueAt(mesh, spot);
  if (old === undefined) return [];
  const isPath = spot.path === `${near.matchPath}.uri`;
  if (isPath && near.kind !== "regex" && differsInCase(wanted, got))
    return [
      propose(
        `Match the path whatever its letter case in ${refText(ref)}`,
        addMember({ ref, path: `${near.matchPath}.ignoreUriCase` }, true, { path: spot.path, value: old }),
      ),
    ];
  const value = corrected(near);
  const [[kind, text] = ["", ""]] = Object.entries(value);
  return [
    propose(
      `Match ${kind} ${text} instead of ${near.kind} ${wanted} in ${refText(ref)}`,
      replaceValue(spot, old, value),
    ),
  ];
}

function differsInCase(wanted: string, got: string): boolean {
  return !got.startsWith(wanted) && got.toLowerCase().startsWith(wanted.toLowerCase());
}

function corrected({ kind, wanted, got }: NearMiss): { readonly [kind: string]: Json & string } {
  if (kind === "regex") return { regex: unanchored(wanted) };
  const stem = wanted.replace(/\/$/, "");
  if (stem !== "" && got.startsWith(stem)) return { prefix: stem };
  return { [kind]: kind === "prefix" ? got.split("/").slice(0, wanted.split("/").length).join("/") : got };
}

/** A regex must match from end to end. */
function unanchored(regex: string): string {
  const bare = regex.replace(/^\^/, "").replace(/\$$/, "");
  return `${bare.startsWith(".*") ? "" : ".*"}${bare}${bare.endsWith(".*") ? "" : ".*"}`;
}
