import type { Kind } from "../../model/resource-kinds.ts";
import type { Pod } from "../../model/resources/core.ts";
import type { Aim } from "./aim.ts";
import type { End } from "./ends.ts";
import { isFitName } from "./fit-name.ts";
import { limits } from "./limits.ts";
import type { Read } from "./read.ts";
import type { Reader } from "./reader.ts";

const scalable: readonly Kind[] = ["StatefulSet", "DaemonSet"];
const byPods = ["StatefulSet", "DaemonSet", "Job"] as const satisfies readonly Kind[];

/** Kinds of owners that are asked for by name. */
export const ownerKinds = ["ReplicaSet", ...byPods] as const;

/** Where a Service of an end has no pod, the workload may be scaled to nothing: it is looked for among these, too. */
export function emptyEndReads(ends: readonly End[]): readonly Read[] {
  const empty = ends.flatMap(({ services, pods }) =>
    services.filter(({ metadata }) => !pods.some((pod) => pod.metadata.namespace === metadata.namespace)),
  );
  const namespaces = [...new Set(empty.map(({ metadata }) => metadata.namespace))];
  return namespaces.flatMap((namespace) => scalable.map((kind) => ({ kind, namespace })));
}

/**
 * Owners of pods that are not read with every namespace, for most have none of them: StatefulSets, DaemonSets, Jobs, and
 * ReplicaSets of which the name does not tell a Deployment that is there.
 */
export function ownerReads(pods: readonly Pod[], reader: Reader): readonly Read[] {
  const owners = new Map<string, { readonly kind: Kind; readonly namespace: string; readonly names: Set<string> }>();
  for (const { metadata } of pods) {
    const { namespace, labels, ownerReferences = [] } = metadata;
    const owner = ownerReferences.find(({ controller }) => controller === true) ?? ownerReferences[0];
    const kind = byPods.find((known) => known === owner?.kind);
    if (owner === undefined || !isFitName(owner.name)) continue;
    if (kind !== undefined) note(kind, namespace, owner.name);
    else if (owner.kind === "ReplicaSet" && !isTold(namespace, owner.name, labels["pod-template-hash"]))
      note("ReplicaSet", namespace, owner.name);
  }
  return [...owners.values()].flatMap(({ kind, namespace, names }): readonly Read[] =>
    names.size > limits.ownersByName
      ? [{ kind, namespace }]
      : [...names].map((name): Read => ({ kind, namespace, name })),
  );

  /** `checkout-7d4b8c6f9` is a ReplicaSet of Deployment checkout. */
  function isTold(namespace: string, replicaSet: string, hash: string | undefined): boolean {
    if (hash === undefined || !replicaSet.endsWith(`-${hash}`)) return false;
    return reader.has("Deployment", namespace, replicaSet.slice(0, -hash.length - 1));
  }

  function note(kind: (typeof ownerKinds)[number], namespace: string, name: string): void {
    if (reader.has(kind, namespace, name)) return;
    const key = `${kind} ${namespace}`;
    const known = owners.get(key);
    if (known === undefined) owners.set(key, { kind, namespace, names: new Set([name]) });
    else known.names.add(name);
  }
}

/** Pods of which owners matter: not those that only show which gateways and which istiod there are. */
export function ownedPods(aim: Aim, kube: Reader): readonly Pod[] {
  const light = kube.resources();
  return kube.all("Pod").filter(({ metadata }) => !aim.isOnlyControlPlane(metadata.namespace, light));
}
