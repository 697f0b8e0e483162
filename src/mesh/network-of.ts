import type { Mesh } from "../model/mesh.ts";
import type { Pod } from "../model/resources/core.ts";

/** The label by which Namespaces, pods and Services of gateways say which network they are in. */
export const networkLabel = "topology.istio.io/network";

/**
 * The network of an endpoint: what its own labels say, else what the control plane's namespace says; "": not named.
 * Source: pilot/pkg/serviceregistry/kube/controller/network.go `Controller.Network`, `setNetworkFromNamespace`.
 */
export function networkOf(mesh: Mesh, labels: Readonly<Record<string, string>>): string {
  const system = mesh.get("Namespace", "", mesh.settings.rootNamespace);
  return labels[networkLabel] ?? system?.metadata.labels[networkLabel] ?? "";
}

/**
 * The network that a proxy says it is in; "": it names none, whatever its namespace does.
 * Source: pilot/pkg/model/proxy.go `Proxy.InNetwork`; the injector writes ISTIO_META_NETWORK.
 */
export function networkOfProxy({ spec }: Pod): string {
  const proxy = [...spec.containers, ...(spec.initContainers ?? [])].find(({ name }) => name === "istio-proxy");
  return proxy?.env?.find(({ name }) => name === "ISTIO_META_NETWORK")?.value ?? "";
}
