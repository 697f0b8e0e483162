import { proxyVariable } from "../mesh/proxy-variable.ts";
import { compare } from "../model/compare.ts";
import type { NonEmpty } from "../model/non-empty.ts";
import type { Pod } from "../model/resources/core.ts";
import type { Workload } from "../model/workload.ts";

/** Labels that name one pod or one revision of a template; they decide nothing. */
const ordinalLabels = new Set([
  "pod-template-hash",
  "controller-revision-hash",
  "pod-template-generation",
  "statefulset.kubernetes.io/pod-name",
  "apps.kubernetes.io/pod-index",
  "batch.kubernetes.io/job-completion-index",
  "batch.kubernetes.io/controller-uid",
  "controller-uid",
]);

/** Annotations that decide what the proxy captures, besides those of redirection. */
const decidingKeys = new Set([
  "sidecar.istio.io/interceptionMode",
  "proxy.istio.io/config",
  "status.sidecar.istio.io/port",
]);

/** What the injector may tell one proxy otherwise than the next. */
const decidingVariables = ["ISTIO_META_DNS_CAPTURE", "ISTIO_META_NETWORK"] as const;

/**
 * What decides a pod's fate in the mesh, as a key: pods of equal key are one branch. Its name, address and template
 * hash are not part of it.
 */
export function fateOf(workload: Workload): string {
  const { namespace, serviceAccount, labels, pod } = workload;
  return JSON.stringify([
    namespace,
    serviceAccount,
    decidingLabels(labels),
    containerPorts(pod),
    ...proxyFacts(workload),
  ]);
}

/** Target ports and NetworkPolicies find them by name. */
function containerPorts({ spec }: Pod): readonly string[] {
  return [...spec.containers, ...(spec.initContainers ?? [])]
    .flatMap(({ ports = [] }) => ports.map(({ name, containerPort }) => `${name ?? ""} ${containerPort}`))
    .sort(compare);
}

/** Whether and how a pod's connections pass its proxy, as far as two pods can differ in it. */
export function proxyFacts({ pod, proxy }: Workload): readonly unknown[] {
  return [
    Object.entries(pod.metadata.annotations)
      .filter(
        ([key]) =>
          key.startsWith("traffic.sidecar.istio.io/") || key.startsWith("ambient.istio.io/") || decidingKeys.has(key),
      )
      .sort(([a], [b]) => compare(a, b)),
    [proxy.kind, proxy.down === true, proxy.otherConfig?.name ?? null],
    pod.spec.hostNetwork === true,
    pod.spec.containers.map(({ securityContext }) => securityContext?.runAsUser ?? null),
    pod.spec.securityContext?.runAsUser ?? null,
    initArgs(pod),
    decidingVariables.map((variable) => proxyVariable(pod, variable) ?? null),
  ];
}

/** Labels by which policies, subsets and selectors can tell pods apart, in a fixed order. */
export function decidingLabels(labels: Readonly<Record<string, string>>): [string, string][] {
  return Object.entries(labels)
    .filter(([key]) => !ordinalLabels.has(key))
    .sort(([a], [b]) => compare(a, b));
}

function initArgs(pod: Pod): readonly string[] {
  return (pod.spec.initContainers ?? []).find(({ name }) => name === "istio-init")?.args ?? [];
}

/** Groups what has equal keys, in order of first appearance. */
export function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): NonEmpty<T>[] {
  const groups = new Map<string, [T, ...T[]]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return [...groups.values()];
}

/** The labels that tell groups apart, as `version=v2`; "" where nothing does. */
export function distinction(
  labels: Readonly<Record<string, string>>,
  others: readonly Readonly<Record<string, string>>[],
): string {
  return decidingLabels(labels)
    .filter(([key]) => !key.startsWith("service.istio.io/"))
    .filter(([key, value]) => others.some((other) => other[key] !== value))
    .map(([key, value]) => `${key}=${value}`)
    .slice(0, 2)
    .join(", ");
}
