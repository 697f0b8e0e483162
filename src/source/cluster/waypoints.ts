import { compare } from "../../model/compare.ts";
import type { Pod } from "../../model/resources/core.ts";
import type { Resources } from "../../model/snapshot.ts";
import type { End } from "./ends.ts";

type Labels = Readonly<Record<string, string>>;

/**
 * Pods of the waypoints before one end of a question: those that its Services, pods or namespaces are bound to. What
 * an object says beats what its namespace does. Source: istio-semantics §11.3.
 */
export function waypointPods({ services, pods }: Pick<End, "services" | "pods">, resources: Resources): readonly Pod[] {
  const { Namespace = [], KubernetesGateway, Pod = [] } = resources;
  const bound = new Set<string>();
  for (const { metadata } of [...services, ...pods]) {
    const { namespace, labels } = metadata;
    const place = Namespace.find((one) => one.metadata.name === namespace)?.metadata.labels ?? {};
    const key = bindingOf(labels, namespace) ?? bindingOf(place, namespace);
    if (key !== undefined && isWaypoint(key)) bound.add(key);
  }
  return Pod.filter(({ metadata }) => bound.has(`${metadata.namespace}/${metadata.labels[gatewayLabel]}`)).sort(
    ({ metadata: a }, { metadata: b }) => compare(a.namespace, b.namespace) || compare(a.name, b.name),
  );

  /** Where Gateways could not be read, a label is taken at its word. */
  function isWaypoint(key: string): boolean {
    if (KubernetesGateway === undefined) return true;
    return KubernetesGateway.some(
      ({ metadata, spec }) =>
        `${metadata.namespace}/${metadata.name}` === key && spec.gatewayClassName === "istio-waypoint",
    );
  }
}

const gatewayLabel = "gateway.networking.k8s.io/gateway-name";

/** `namespace/name` of a waypoint; "" for `none`, which opts out of what the namespace says. */
function bindingOf(labels: Labels, namespace: string): string | undefined {
  const name = labels["istio.io/use-waypoint"];
  if (name === undefined) return undefined;
  return name === "none" ? "" : `${labels["istio.io/use-waypoint-namespace"] ?? namespace}/${name}`;
}
