import type { Pod } from "../../model/resources/core.ts";
import type { Resources } from "../../model/snapshot.ts";
import { isWanted } from "../interest/wanted.ts";
import type { Aim } from "./aim.ts";
import { certificatesOf, type Dialler } from "./credential-names.ts";
import type { End } from "./ends.ts";

/** The caller's proxies as its Services tell them, before its pods were read. */
export function diallersBehind({ ends, isFromInternet }: Aim, resources: Resources): readonly Dialler[] {
  const [from] = ends;
  if (from === undefined) return [];
  const { Service = [], Gateway = [] } = resources;
  const edges = isFromInternet ? Gateway.map(({ spec }) => Object.entries(spec.selector ?? {})) : [];
  return Service.flatMap(({ metadata, spec: { selector = {} } }): readonly Dialler[] => {
    const isEdge = edges.some((pairs) => pairs.length > 0 && pairs.every(([key, value]) => selector[key] === value));
    if (!isEdge && !isWanted(from, metadata.namespace, metadata.name)) return [];
    return Object.keys(selector).length === 0
      ? []
      : [{ namespace: metadata.namespace, labels: selector, isGateway: false }];
  });
}

/**
 * Proxies as pods tell them. Of a question: the caller's, and gateways that its requests are sent on through. Of many
 * pairs, which have no ends: all gateways, and sidecars in namespaces where a DestinationRule names a certificate for
 * some of them.
 */
export function diallersAmong(ends: readonly End[], resources: Resources): readonly Dialler[] {
  const [from, to] = ends;
  if (from === undefined || to === undefined) return distinct(podsThatDial(resources));
  return distinct([...from.pods, ...to.pods.filter(isGatewayPod)]);
}

function podsThatDial({ Pod = [], DestinationRule = [] }: Resources): readonly Pod[] {
  const ruled = new Set(
    DestinationRule.filter(({ spec }) => spec.workloadSelector !== undefined && certificatesOf(spec).length > 0).map(
      ({ metadata }) => metadata.namespace,
    ),
  );
  return Pod.filter((pod) => isGatewayPod(pod) || ruled.has(pod.metadata.namespace));
}

/** A gateway's pod is nothing but a proxy; so is a waypoint's, which takes no certificates of Gateways. */
function isGatewayPod({ metadata, spec }: Pod): boolean {
  const [only, ...others] = spec.containers;
  return only?.name === "istio-proxy" && others.length === 0 && metadata.labels.app !== "ztunnel";
}

function distinct(pods: readonly Pod[]): readonly Dialler[] {
  const found = new Map<string, Dialler>();
  for (const pod of pods) {
    const { namespace, labels } = pod.metadata;
    const { "pod-template-hash": _, ...lasting } = labels;
    found.set(JSON.stringify([namespace, lasting]), { namespace, labels, isGateway: isGatewayPod(pod) });
  }
  return [...found.values()];
}
