import type { PatchOperation, Proposal } from "../../model/fix.ts";
import type { Mesh } from "../../model/mesh.ts";
import { path, pointer } from "../../model/path.ts";
import { type Ref, refText } from "../../model/ref.ts";
import { templatePath } from "../template-path.ts";
import { valueAt } from "../value-at.ts";
import { revisionNames } from "./revision-names.ts";

const inject = "sidecar.istio.io/inject";
const revision = "istio.io/rev";

/** Labels on a workload's own template by which its pods alone would be injected. */
export function askForSidecars(mesh: Mesh, owner: Ref): readonly Proposal[] {
  const at = `${templatePath(owner)}.metadata.labels`;
  const labels = valueAt(mesh, { ref: owner, path: at });
  if (typeof labels !== "object" || labels === null || Array.isArray(labels)) return [];
  const old = labels as Readonly<Record<string, string>>;
  return [[inject, "true"] as const, ...revisionNames(mesh).map((name) => [revision, name] as const)]
    .filter(([key, value]) => old[key] !== value)
    .map(([key, value]) => ({
      summary: `Label the pod template of ${refText(owner)} ${key}=${value}`,
      changes: [{ kind: "patch", ref: owner, patch: patchOf(owner, at, old, key, value) }],
      after: [],
    }));
}

function patchOf(
  owner: Ref,
  at: string,
  old: Readonly<Record<string, string>>,
  key: string,
  value: string,
): readonly PatchOperation[] {
  const label = pointer(`${at}${path(key)}`);
  const was = old[key];
  const refusal = key === revision ? old[inject] : undefined;
  const refusing = pointer(`${at}${path(inject)}`);
  return [
    was === undefined
      ? { op: "test", path: "/metadata/name", value: owner.name }
      : { op: "test", path: label, value: was },
    { op: was === undefined ? "add" : "replace", path: label, value },
    ...(refusal === "false"
      ? [{ op: "test", path: refusing, value: refusal } as const, { op: "remove", path: refusing } as const]
      : []),
  ];
}
