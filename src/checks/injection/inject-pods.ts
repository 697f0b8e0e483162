import type { InjectionVerdict, Spot } from "../../model/cause.ts";
import type { Change, Proposal } from "../../model/fix.ts";
import type { Mesh } from "../../model/mesh.ts";
import { pathParts } from "../../model/path.ts";
import { refText } from "../../model/ref.ts";
import { removeValue } from "../change/remove-value.ts";
import { rolloutRestart } from "../rollout-restart.ts";
import { templatePath } from "../template-path.ts";
import { valueAt } from "../value-at.ts";
import { askForSidecars } from "./ask-for-sidecars.ts";
import { labelNamespace } from "./label-namespace.ts";

/** What would give pods a proxy that have none: first what mends the field at fault, then what asks for it elsewhere. */
export function injectPods(verdict: InjectionVerdict, mesh: Mesh): readonly Proposal[] {
  const { owner, spot, wouldInjectNow } = verdict;
  const restart = rolloutRestart(owner);
  if (restart === undefined) return [];
  if (wouldInjectNow || spot === undefined)
    return [{ summary: `Restart ${refText(owner)}: new pods are injected`, changes: [], after: [restart] }];
  if (spot.ref.kind === "Namespace") return [...labelNamespace(mesh, spot, restart), ...askForSidecars(mesh, owner)];
  return [...withoutRefusal(mesh, spot, owner), ...askForSidecars(mesh, owner)];
}

/** A label, an annotation or `hostNetwork` of the template that keeps the proxy out goes. */
function withoutRefusal(mesh: Mesh, spot: Spot, owner: InjectionVerdict["owner"]): readonly Proposal[] {
  const old = valueAt(mesh, spot);
  if (old === undefined || spot.ref.kind !== owner.kind || !spot.path.startsWith(templatePath(owner))) return [];
  const change: Change = removeValue(spot, old);
  return [
    {
      summary: `Remove ${String(pathParts(spot.path).at(-1))} from the pod template of ${refText(owner)}`,
      changes: [change],
      after: [],
    },
  ];
}
