import type { Mesh } from "../model/mesh.ts";
import type { Workload } from "../model/workload.ts";
import type { GatewayWorkload } from "./gateway-servers.ts";
import { servicesSelecting } from "./services-selecting.ts";

/** A gateway's pod as Gateways and Services see it. */
export function gatewayWorkload(mesh: Mesh, { namespace, labels, pod }: Workload): GatewayWorkload {
  const ports = [...pod.spec.containers, ...(pod.spec.initContainers ?? [])].flatMap(({ ports = [] }) => ports);
  return {
    namespace,
    labels,
    services: servicesSelecting(mesh, namespace, labels),
    namedPorts: Object.fromEntries(
      ports.flatMap(({ name, containerPort }) => (name === undefined ? [] : [[name, containerPort]])),
    ),
  };
}
