import type { Mesh } from "../model/mesh.ts";
import type { Pod } from "../model/resources/core.ts";
import type { Gap } from "../model/snapshot.ts";
import { proxyVariable } from "./proxy-variable.ts";

/** The label by which Namespaces, pods and Services of gateways say which network they are in. */
export const networkLabel = "topology.istio.io/network";

/**
 * The network of an endpoint: what its own labels say, else what the control plane's namespace says; "": not named.
 * Source: pilot/pkg/serviceregistry/kube/controller/network.go `Controller.Network`, `setNetworkFromNamespace`.
 */
export function networkOf(mesh: Mesh, labels: Readonly<Record<string, string>>): string {
  return labels[networkLabel] || mesh.get("Namespace", "", systemNamespace(mesh))?.metadata.labels[networkLabel] || "";
}

/** Why the network of an endpoint is not known: it depends on a Namespace that was not read; `undefined`: it is known. */
export function networkGap(mesh: Mesh, labels: Readonly<Record<string, string>>): Gap | undefined {
  const name = systemNamespace(mesh);
  if ((labels[networkLabel] ?? "") !== "" || mesh.get("Namespace", "", name) !== undefined) return undefined;
  return mesh.gap("Namespace", "", name);
}

/** Where istiod runs: beside its configuration, which may call another namespace the root of the mesh. */
function systemNamespace({ settings }: Mesh): string {
  return settings.ref?.namespace ?? settings.rootNamespace;
}

/**
 * The network that a proxy says it is in; "": it names none, whatever its namespace does.
 * Source: pilot/pkg/model/proxy.go `Proxy.InNetwork`; the injector writes ISTIO_META_NETWORK.
 */
export function networkOfProxy(pod: Pod): string {
  return proxyVariable(pod, "ISTIO_META_NETWORK") ?? "";
}
