import type { Mesh } from "../../model/mesh.ts";
import type { Ref } from "../../model/ref.ts";
import type { Pod } from "../../model/resources/core.ts";

/** The pods that a Service selects; none where it selects by nothing. */
export function podsBehind(mesh: Mesh, { namespace, name }: Ref): readonly Pod[] {
  const selector = Object.entries(mesh.get("Service", namespace, name)?.spec.selector ?? {});
  if (selector.length === 0) return [];
  return mesh
    .list("Pod", namespace)
    .filter(({ metadata }) => selector.every(([key, value]) => metadata.labels[key] === value));
}
