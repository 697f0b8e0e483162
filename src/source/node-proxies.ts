import { compare } from "../model/compare.ts";
import type { LogEntry, TunnelEnd } from "../model/log-entry.ts";
import { hostAndPort } from "../model/log-line.ts";
import type { Namespace, Pod } from "../model/resources/core.ts";

/**
 * Whether a pod's traffic goes through its node's ztunnel, as far as it takes to know whose log to look at.
 * Source: istio-semantics §11.1.
 */
export function isAmbient({ metadata, spec }: Pod, namespaces: readonly Namespace[]): boolean {
  const { namespace, labels, annotations } = metadata;
  const containers = [...spec.containers, ...(spec.initContainers ?? [])];
  if (spec.hostNetwork === true || containers.some(({ name }) => name === "istio-proxy")) return false;
  if (annotations["ambient.istio.io/redirection"] === "enabled") return true;
  const mode = labels[modeLabel];
  if (mode !== undefined) return mode === "ambient";
  return namespaces.some(({ metadata: of }) => of.name === namespace && of.labels[modeLabel] === "ambient");
}

const modeLabel = "istio.io/dataplane-mode";

/** Whether a pod is a node's ztunnel. Only those of the control plane's namespaces are believed. */
function isTunnel({ metadata, spec }: Pod, controlPlane: ReadonlySet<string>): boolean {
  return (
    metadata.labels.app === "ztunnel" &&
    controlPlane.has(metadata.namespace) &&
    spec.containers.some(({ name }) => name === "istio-proxy")
  );
}

/** The ztunnels of the nodes that these pods are on, by name; those of one node are all meant, for one may be new. */
export function tunnelsOf(
  pods: readonly Pod[],
  all: readonly Pod[],
  controlPlane: ReadonlySet<string>,
): readonly Pod[] {
  const nodes = new Set(pods.flatMap(({ spec }) => spec.nodeName ?? []));
  return all
    .filter((pod) => isTunnel(pod, controlPlane) && nodes.has(pod.spec.nodeName ?? ""))
    .sort(({ metadata: a }, { metadata: b }) => compare(a.namespace, b.namespace) || compare(a.name, b.name));
}

/**
 * Of lines that a ztunnel wrote for all pods of its node, those that concern these pods; all other lines stay. A line
 * names an end by its pod, by its workload, or by its address alone.
 */
export function concerning(entries: readonly LogEntry[], pods: readonly Pod[]): readonly LogEntry[] {
  const names = new Set(pods.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`));
  const addresses = new Set(
    pods.flatMap(({ status }) => [status.podIP, ...(status.podIPs ?? []).map(({ ip }) => ip)]).filter((ip) => ip),
  );
  return entries.filter(
    ({ tunnel }) =>
      tunnel === undefined ||
      [tunnel.source, tunnel.destination].some(isMeant) ||
      addresses.has(hostAndPort(tunnel.target)?.host),
  );

  function isMeant({ address, namespace, name }: TunnelEnd): boolean {
    return names.has(`${namespace}/${name}`) || addresses.has(hostAndPort(address)?.host);
  }
}
