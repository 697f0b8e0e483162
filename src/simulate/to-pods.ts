import { servicesAt } from "../mesh/registry.ts";
import { podAt, workloadOf } from "../mesh/workloads.ts";
import { byDefault } from "../model/evidence.ts";
import { fraction } from "../model/fraction.ts";
import { type End, type Hop, hop } from "../model/trace.ts";
import type { Workload } from "../model/workload.ts";
import { addressBlocks, whereabouts } from "./address-blocks.ts";
import { dialling } from "./dialling.ts";
import { fateOf, groupBy } from "./fate.ts";
import { podsLabel } from "./pods-label.ts";
import type { Walk } from "./walk.ts";

/**
 * A workload that no Service stands for is dialled at the address of one of its pods, of which nothing says which:
 * those of equal fate are one branch.
 */
export function toPods(walk: Walk, dial: (walk: Walk) => Hop | End): Hop | End {
  const { mesh, flow } = walk;
  const pods = (flow.anyOf ?? []).flatMap((ip) => dialledAt(walk, ip) ?? []);
  const blocks = addressBlocks(mesh, [walk.client.namespace, flow.to.namespace]);
  const groups = groupBy(pods, (pod) =>
    JSON.stringify([
      fateOf(pod),
      whereabouts(blocks, pod.ip),
      servicesAt(mesh, pod.ip ?? "").map(({ hostname, namespace }) => [hostname, namespace]),
    ]),
  );
  if (groups.length < 2) return dial(walk);
  return hop({
    kind: "resolve",
    at: "client",
    title: `${flow.to.name}: ${pods.length} pods of ${groups.length} kinds, and no Service`,
    because: [byDefault("each pod of the workload is taken to be dialled equally often")],
    next: groups.map((group) => ({
      share: fraction(group.length, pods.length),
      label: podsLabel(group, groups),
      to: dial(dialling(walk, group[0].ip ?? flow.host)),
      pods: group.map(({ ref }) => ref),
    })),
  });
}

function dialledAt({ mesh, flow }: Walk, ip: string): Workload | undefined {
  // A pod on its node's network shares that address, and is found by its place only.
  const pod = podAt(mesh, ip) ?? mesh.list("Pod", flow.to.namespace).find(({ status }) => status.podIP === ip);
  return pod === undefined ? undefined : workloadOf(mesh, pod);
}
