import type { IndexDefinition, Mesh } from "../model/mesh.ts";
import type { Pod } from "../model/resources/core.ts";
import { workloadOf } from "./workloads.ts";

/**
 * The pod's tlsMode label decides. Manifests that were cut down (no injected pod of the snapshot carries the label)
 * still mean mTLS where a sidecar stands.
 * Source: pkg/model/proxy.go `GetTLSModeFromEndpointLabels`.
 */
export function tlsModeOf(mesh: Mesh, pod: Pod): "istio" | "disabled" {
  const label = pod.metadata.labels[tlsModeLabel];
  if (label !== undefined) return label === "istio" ? "istio" : "disabled";
  return workloadOf(mesh, pod).proxy.kind === "sidecar" && !anyPodIsLabelled(mesh) && !looksInjected(pod)
    ? "istio"
    : "disabled";
}

/** By which the injector says whether a proxy takes mTLS. */
export const tlsModeLabel = "security.istio.io/tlsMode";

const labelledPods: IndexDefinition<"Pod"> = {
  name: "pods by tls mode",
  kind: "Pod",
  keys: ({ metadata }) => (metadata.labels[tlsModeLabel] === undefined ? [] : ["labelled"]),
};

/** Whether the snapshot's injected pods carry the injector's label at all. */
export function anyPodIsLabelled(mesh: Mesh): boolean {
  return mesh.find(labelledPods, "labelled").length > 0;
}

/** The injector sets the canonical name together with the tlsMode label: one without the other was taken away. */
function looksInjected(pod: Pod): boolean {
  return pod.metadata.labels["service.istio.io/canonical-name"] !== undefined;
}
