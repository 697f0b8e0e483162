import type { Inert, Spot } from "../../model/cause.ts";
import type { Change, Proposal } from "../../model/fix.ts";
import { refText } from "../../model/ref.ts";
import { addMember } from "../change/add-member.ts";
import { appendValue } from "../change/append-value.ts";
import { replaceValue } from "../change/replace-value.ts";
import { propose } from "../propose.ts";
import { valueAt } from "../value-at.ts";
import { clientNamespace, type Scene } from "./scene.ts";

const annotation = 'metadata.annotations["networking.istio.io/exportTo"]';

/** Exports an object to the caller's namespace too, and to no other. */
export function exportToCaller(inert: Inert, scene: Scene): readonly Proposal[] {
  const namespace = clientNamespace(scene);
  const spot = inert.ref.kind === "ConfigMap" ? ownField(inert, scene) : inert;
  if (spot === undefined) return [];
  const change = spot.path === annotation ? annotated(spot, scene, namespace) : listed(spot, scene, namespace);
  if (change === undefined) return [];
  return [propose(`Export ${refText(spot.ref)} to namespace ${namespace} too`, change)];
}

/** Where the mesh's default hides a service, the service can say otherwise for itself. */
function ownField({ path }: Inert, { pair, host }: Scene): Spot | undefined {
  const service = pair.services.find(({ hostname }) => hostname === host) ?? pair.services[0];
  if (path !== "mesh.defaultServiceExportTo" || service === undefined) return undefined;
  return { ref: service.ref, path: service.registry === "Kubernetes" ? annotation : "spec.exportTo" };
}

function annotated(spot: Spot, { mesh }: Scene, namespace: string): Change {
  const old = valueAt(mesh, spot);
  return typeof old === "string"
    ? replaceValue(spot, old, [...withoutNone(old.split(",")), namespace].join(","))
    : addMember(spot, `.,${namespace}`, { path: "metadata.name", value: spot.ref.name });
}

/** `~`, exported to nobody, goes with no other entry; the owner itself was meant to see it all the same. */
function withoutNone(exportTo: readonly string[]): readonly string[] {
  const kept = exportTo.map((part) => part.trim()).filter((part) => part !== "~" && part !== "");
  return kept.length > 0 ? kept : ["."];
}

function listed(spot: Spot, { mesh }: Scene, namespace: string): Change | undefined {
  if (spot.path !== "spec.exportTo") return undefined;
  const old = valueAt(mesh, spot);
  if (old === undefined) return addMember(spot, [".", namespace], { path: "metadata.name", value: spot.ref.name });
  if (!Array.isArray(old)) return undefined;
  return old.includes("~")
    ? replaceValue(spot, old, [...withoutNone(old.map(String)), namespace])
    : appendValue(spot, old, namespace);
}
