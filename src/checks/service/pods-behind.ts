import type { Mesh } from "../../model/mesh.ts";
import type { Ref } from "../../model/ref.ts";
import type { Pod } from "../../model/resources/core.ts";

/** The pods that a Service selects; none where it selects by nothing. */
export function podsBehind({ home }: Mesh, ref: Ref): readonly Pod[] {
  const { namespace, name } = ref;
  const mesh = home(ref);
  const selector = Object.entries(mesh.get("Service", namespace, name)?.spec.selector ?? {});
  if (selector.length === 0) return [];
  return mesh
    .list("Pod", namespace)
    .filter(({ metadata }) => selector.every(([key, value]) => metadata.labels[key] === value));
}
