import { compare } from "../model/compare.ts";
import type { Mesh } from "../model/mesh.ts";
import type { Ref } from "../model/ref.ts";
import type { Pod } from "../model/resources/core.ts";
import { refOf } from "./ref-of.ts";
import { deciding } from "./settings.ts";

const revisionKey = "istio.io/rev";

/**
 * The mesh ConfigMap of the control plane that a pod's proxy belongs to, where that is not the one whose settings are
 * taken and decides requests otherwise; `undefined`: the mesh's settings are the proxy's, too.
 * Source: charts istio-discovery `configmap.yaml` (`istio-<revision>`); files/injection-template.yaml (`istio.io/rev`).
 */
export function otherConfig(mesh: Mesh, { metadata }: Pod): Ref | undefined {
  const { settings } = mesh;
  const revision = metadata.annotations[revisionKey] ?? metadata.labels[revisionKey];
  if (revision === undefined || settings.ref === undefined) return undefined;
  const name = revision === "default" ? "istio" : `istio-${revision}`;
  if (name === settings.ref.name) return undefined;
  const own = mesh.all("ConfigMap").find((map) => map.mesh !== undefined && map.metadata.name === name);
  if (own?.mesh === undefined) return undefined;
  const namespace = settings.ref.namespace;
  const isSame =
    canonical(deciding(own.mesh, own.metadata.namespace)) === canonical(deciding(settings.config, namespace));
  return isSame ? undefined : refOf(own);
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, one: unknown) =>
    typeof one === "object" && one !== null && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => compare(a, b)))
      : one,
  );
}
