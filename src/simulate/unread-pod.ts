import type { Mesh } from "../model/mesh.ts";
import { refText } from "../model/ref.ts";
import type { Endpoint } from "../model/service.ts";
import type { Gap } from "../model/snapshot.ts";

/** Why nothing is known of the pod that an endpoint is: it is named, and was not read. */
export function unreadPod(mesh: Mesh, { ref, namespace }: Endpoint): Gap | undefined {
  const home = mesh.home(ref);
  if (ref.kind !== "Pod" || home.get("Pod", ref.namespace, ref.name) !== undefined) return undefined;
  return (
    home.gap("Pod", namespace) ?? {
      what: refText(ref),
      why: "the EndpointSlice names it, but it was not read",
      grant: "kubectl get pods -A -o yaml",
      kind: "Pod",
      namespace,
    }
  );
}
