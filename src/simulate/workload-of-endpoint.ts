import { podAt, workloadOf } from "../mesh/workloads.ts";
import type { Mesh } from "../model/mesh.ts";
import type { Endpoint } from "../model/service.ts";
import type { Workload } from "../model/workload.ts";

/** The pod behind an endpoint, where it is one that was read: in the cluster in which the endpoint lives. */
export function workloadOfEndpoint(mesh: Mesh, { ref, address }: Endpoint): Workload | undefined {
  const home = mesh.home(ref);
  const pod = ref.kind === "Pod" ? home.get("Pod", ref.namespace, ref.name) : podAt(home, address);
  return pod === undefined ? undefined : workloadOf(home, pod);
}
