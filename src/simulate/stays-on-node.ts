import type { Mesh } from "../model/mesh.ts";
import type { Pair } from "../model/pair.ts";

/** Whether the node on which a caller runs decides whom it reaches. Source: Kubernetes Service internalTrafficPolicy. */
export function staysOnNode(mesh: Mesh, { services }: Pair): boolean {
  return services.some(
    ({ ref }) => mesh.get("Service", ref.namespace, ref.name)?.spec.internalTrafficPolicy === "Local",
  );
}
