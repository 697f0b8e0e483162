import type { Service } from "../../model/resources/core.ts";
import type { Resources } from "../../model/snapshot.ts";
import type { Roll } from "./roll.ts";

/** The label that Istio's charts give to gateways, and the one of gateways that istiod makes for the Gateway API. */
export const gatewayLabels = ["istio", "gateway.networking.k8s.io/gateway-name"] as const;

/** istiod has the first of them, too. */
const ofControlPlane = "pilot";

/**
 * Namespaces with pods that are gateways, as far as labels tell, or that some Gateway selects. That no Gateway selects a
 * gateway may be what is wrong.
 */
export function* gatewayNamespaces(
  { podLabels }: Pick<Roll, "podLabels">,
  { Gateway = [], Pod = [] }: Resources,
): Generator<string> {
  const wanted = Gateway.map(({ spec }) => Object.entries(spec.selector ?? {}));
  for (const [namespace, labels] of podLabels) {
    const isSelected = wanted.some((pairs) => pairs.every(([key, value]) => labels.get(key)?.has(value)));
    if (
      isSelected ||
      gatewayLabels.some((key) => [...(labels.get(key) ?? [])].some((value) => value !== ofControlPlane))
    )
      yield namespace;
  }
  for (const { metadata, spec } of Pod)
    if (spec.containers.length === 1 && spec.containers[0]?.name === "istio-proxy") yield metadata.namespace;
}

/** Whether something outside of the cluster may call a Service by an address or a port of the cluster. */
export function isExposed({ spec }: Service): boolean {
  return spec.type === "LoadBalancer" || spec.type === "NodePort" || (spec.externalIPs ?? []).length > 0;
}
