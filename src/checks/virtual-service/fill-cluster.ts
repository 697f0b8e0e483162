import type { Spot } from "../../model/cause.ts";
import type { Proposal } from "../../model/fix.ts";
import type { Mesh } from "../../model/mesh.ts";
import { refText } from "../../model/ref.ts";
import { replaceValue } from "../change/replace-value.ts";
import { propose } from "../propose.ts";
import { valueAt } from "../value-at.ts";

/** Another resolution for a ServiceEntry whose own finds nobody: wildcards are dialled as they are, names are looked up. */
export function fillCluster({ ref }: Spot, mesh: Mesh): readonly Proposal[] {
  const spot = { ref, path: "spec.resolution" };
  const old = valueAt(mesh, spot);
  const hosts = mesh.home(ref).get("ServiceEntry", ref.namespace, ref.name)?.spec.hosts ?? [];
  const wanted = hosts.some((host) => host.startsWith("*")) ? "NONE" : "DNS";
  return typeof old === "string" && old !== wanted
    ? [propose(`Let ${refText(ref)} resolve by ${wanted} instead of ${old}`, replaceValue(spot, old, wanted))]
    : [];
}
