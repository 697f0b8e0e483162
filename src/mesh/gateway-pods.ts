import type { IndexDefinition, Mesh } from "../model/mesh.ts";
import type { Pod } from "../model/resources/core.ts";
import { proxyOf } from "./proxy-of.ts";
import { isAlive } from "./workloads.ts";

const lonely: IndexDefinition<"Pod"> = {
  name: "pods that are nothing but a proxy",
  kind: "Pod",
  keys: ({ spec }) => (spec.containers.length === 1 && spec.containers[0]?.name === "istio-proxy" ? ["proxy"] : []),
};

/** Pods whose proxy runs as a router: gateways, by what they are and not by what selects them. */
export function gatewayPods(mesh: Mesh): readonly Pod[] {
  return mesh.find(lonely, "proxy").filter((pod) => isAlive(pod) && proxyOf(mesh, pod).kind === "gateway");
}
