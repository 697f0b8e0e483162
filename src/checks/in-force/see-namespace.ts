import type { Inert } from "../../model/cause.ts";
import type { PatchOperation, Proposal } from "../../model/fix.ts";
import { path, pointer } from "../../model/path.ts";
import { propose } from "../propose.ts";
import type { Scene } from "./scene.ts";

/** Gives a namespace that istiod overlooks the labels that a discovery selector asks for. */
export function seeNamespace({ ref }: Inert, { mesh }: Scene): readonly Proposal[] {
  const name = ref.kind === "Namespace" ? ref.name : ref.namespace;
  const namespace = mesh.get("Namespace", "", name);
  if (namespace === undefined) return [];
  const { labels } = namespace.metadata;
  return (mesh.settings.config.discoverySelectors ?? []).flatMap(({ matchLabels = {}, matchExpressions = [] }) => {
    const missing = Object.entries(matchLabels).filter(([key, value]) => labels[key] !== value);
    if (matchExpressions.length > 0 || missing.length === 0) return [];
    const patch: PatchOperation[] = [
      { op: "test", path: "/metadata/labels", value: labels },
      ...missing.map(
        ([key, value]): PatchOperation => ({
          op: "add",
          path: pointer(path("metadata", "labels", key)),
          value,
        }),
      ),
    ];
    const { apiVersion, kind } = namespace;
    return [
      propose(
        `Label namespace ${name} with ${missing.map(([key, value]) => `${key}=${value}`).join(", ")}, which discoverySelectors ask for`,
        { kind: "patch", ref: { apiVersion, kind, namespace: "", name }, patch },
      ),
    ];
  });
}
