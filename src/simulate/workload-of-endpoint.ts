import { podAt, workloadOf } from "../mesh/workloads.ts";
import type { Mesh } from "../model/mesh.ts";
import type { Endpoint } from "../model/service.ts";
import type { Workload } from "../model/workload.ts";

/** The pod behind an endpoint, where it is one that was read. */
export function workloadOfEndpoint(mesh: Mesh, { ref, address }: Endpoint): Workload | undefined {
  const pod = ref.kind === "Pod" ? mesh.get("Pod", ref.namespace, ref.name) : podAt(mesh, address);
  return pod === undefined ? undefined : workloadOf(mesh, pod);
}
