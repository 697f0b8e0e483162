import type { IndexDefinition, Mesh } from "../model/mesh.ts";
import type { VirtualService } from "../model/resources/virtual-service.ts";
import { oldestFirst } from "./create-mesh.ts";
import { gatewayName } from "./gateway-name.ts";
import { ingressVirtualServices } from "./ingress-gateways.ts";
import { type Nearness, nearness } from "./virtual-service-binding.ts";
import { namespaceSeen } from "./visibility.ts";

const byGateway: IndexDefinition<"VirtualService"> = {
  name: "virtual services by gateway",
  kind: "VirtualService",
  keys: ({ spec, metadata }) => (spec.gateways ?? []).map((written) => gatewayName(written, metadata.namespace)),
};

const order: readonly Nearness[] = ["private", "exported", "public"];

/**
 * VirtualServices bound to a Gateway (`namespace/name`) that a proxy of a namespace may see, in the order in which their
 * routes are tried: its own private ones, those exported to it, all others, each oldest first.
 * Source: pilot/pkg/model/push_context.go `VirtualServicesForGateway`, `initVirtualServices`.
 */
export function gatewayVirtualServices(mesh: Mesh, gateway: string, namespace: string): readonly VirtualService[] {
  const bound = boundVirtualServices(mesh, gateway);
  return order.flatMap((wanted) => bound.filter((each) => nearness(mesh, each, namespace) === wanted));
}

/** All VirtualServices bound to a Gateway, whoever may see them, oldest first. */
export function boundVirtualServices(mesh: Mesh, gateway: string): readonly VirtualService[] {
  const written = mesh
    .find(byGateway, gateway)
    .filter(({ metadata, spec }) => spec.hosts.length > 0 && namespaceSeen(mesh, metadata.namespace) !== false);
  const derived = ingressVirtualServices(mesh).filter(({ spec }) => spec.gateways?.includes(gateway));
  return derived.length === 0 ? written : [...written, ...derived].toSorted(oldestFirst);
}
