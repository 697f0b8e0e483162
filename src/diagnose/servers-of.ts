import { endpointsOf } from "../mesh/endpoints.ts";
import { workloadOf } from "../mesh/workloads.ts";
import type { Mesh } from "../model/mesh.ts";
import type { Pair } from "../model/pair.ts";
import { refKey } from "../model/ref.ts";
import type { Workload } from "../model/workload.ts";

/** The pods behind the services of a pair, ready or not, each once. */
export function serversOf(mesh: Mesh, { services }: Pick<Pair, "services">): readonly Workload[] {
  const pods = new Map<string, Workload>();
  for (const service of services) {
    for (const port of service.ports) {
      for (const { ref } of endpointsOf(mesh, service, port).endpoints) {
        const pod = ref.kind === "Pod" ? mesh.home(ref).get("Pod", ref.namespace, ref.name) : undefined;
        if (pod !== undefined && !pods.has(refKey(ref))) pods.set(refKey(ref), workloadOf(mesh, pod));
      }
    }
  }
  return [...pods.values()];
}
