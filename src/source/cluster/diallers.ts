import type { Pod } from "../../model/resources/core.ts";
import type { Resources } from "../../model/snapshot.ts";
import { isWanted } from "../interest/wanted.ts";
import type { Aim } from "./aim.ts";
import type { Dialler } from "./credential-names.ts";

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

/** The caller's proxies as its pods tell them. */
export function diallersAmong(pods: readonly Pod[]): readonly Dialler[] {
  const distinct = new Map<string, Dialler>();
  for (const { metadata, spec } of pods) {
    const { namespace, labels } = metadata;
    // A gateway's pod is nothing but a proxy.
    const isGateway = spec.containers.length === 1 && spec.containers[0]?.name === "istio-proxy";
    distinct.set(JSON.stringify([namespace, labels]), { namespace, labels, isGateway });
  }
  return [...distinct.values()];
}
