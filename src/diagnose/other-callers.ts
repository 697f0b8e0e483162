import { servicesNamed } from "../mesh/registry.ts";
import { ownerOf, workloadOf } from "../mesh/workloads.ts";
import { compare } from "../model/compare.ts";
import type { Mesh } from "../model/mesh.ts";
import type { Pair } from "../model/pair.ts";
import { refKey } from "../model/ref.ts";
import type { Workload } from "../model/workload.ts";

/** How many classes of callers are looked at; what is beyond is said. */
export const mostCallers = 200;

/** A class of other callers: pods of one owner that fare alike. */
export interface Caller {
  readonly workload: Workload;
  readonly pair: Pair;
}

/**
 * Everybody else who could call the same service, in whatever cluster was read: a pod of every other owner, among the workloads of the namespaces of
 * both ends. Pods of `<to>` itself and gateways are left out.
 */
export function otherCallers(mesh: Mesh, pair: Pair): readonly Caller[] {
  const namespaces = [
    ...new Set([pair.from.namespace, pair.to.namespace, ...pair.services.map(({ namespace }) => namespace)]),
  ]
    .filter((namespace) => namespace !== "")
    .sort(compare);
  // Pods of a CronJob count as its own, and are a Job's besides.
  const mine = new Set(pair.clients.flatMap(({ owner, pod }) => [owner, ownerOf(mesh, pod)].map(refKey)));
  const seen = new Set<string>();
  const callers: Caller[] = [];
  const places = [mesh, ...mesh.peers].flatMap((home) => namespaces.map((namespace) => ({ home, namespace })));
  for (const { home, namespace } of places) {
    for (const pod of home.list("Pod", namespace)) {
      if (callers.length >= mostCallers) return callers;
      if (pod.status.phase === "Succeeded" || pod.status.phase === "Failed") continue;
      const workload = workloadOf(mesh, pod);
      const key = refKey(workload.owner);
      if (mine.has(key) || seen.has(key) || workload.proxy.kind === "gateway" || workload.proxy.kind === "waypoint")
        continue;
      seen.add(key);
      const services = home === mesh ? pair.services : servicesNamed(home, pair.host);
      callers.push({
        workload,
        pair: { ...pair, from: workload.owner, clients: [workload], services, viaGateway: false },
      });
    }
  }
  return callers;
}
