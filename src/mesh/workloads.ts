import type { IndexDefinition, Mesh } from "../model/mesh.ts";
import type { Ref } from "../model/ref.ts";
import type { Pod } from "../model/resources/core.ts";
import type { Controller } from "../model/resources/workloads.ts";
import type { Gap } from "../model/snapshot.ts";
import type { Workload } from "../model/workload.ts";
import { labelsMatch, selectorMatches } from "./labels.ts";
import { proxyOf } from "./proxy-of.ts";
import { refIn } from "./ref-in.ts";
import { refOf } from "./ref-of.ts";

const podsByIp: IndexDefinition<"Pod"> = {
  name: "pods by ip",
  kind: "Pod",
  keys: (pod) => (pod.spec.hostNetwork === true ? [] : addressesOf(pod)),
};

const podsByIpOfNode: IndexDefinition<"Pod"> = {
  name: "pods by ip of their node",
  kind: "Pod",
  keys: (pod) => (pod.spec.hostNetwork === true ? addressesOf(pod) : []),
};

function addressesOf({ status }: Pod): readonly string[] {
  return [...new Set([status.podIP, ...(status.podIPs ?? []).map(({ ip }) => ip)])].filter((ip) => ip !== undefined);
}

/** The kinds whose pods last, in the order in which owners are looked for. */
const controllerKinds = ["Deployment", "StatefulSet", "DaemonSet", "Job", "ReplicaSet"] as const;

/** What the mesh of its cluster knows about a pod. */
export function workloadOf({ home }: Mesh, pod: Pod): Workload {
  const mesh = home(pod.metadata);
  return {
    pod,
    ref: refOf(pod),
    namespace: pod.metadata.namespace,
    labels: pod.metadata.labels,
    serviceAccount: pod.spec.serviceAccountName ?? "default",
    ip: pod.status.podIP,
    ready: isReady(pod),
    proxy: proxyOf(mesh, pod),
    owner: ownerOf(mesh, pod),
  };
}

/** Pods of a namespace that carry the labels and have not ended. */
export function podsWith(mesh: Mesh, namespace: string, labels: Readonly<Record<string, string>>): readonly Pod[] {
  return mesh.list("Pod", namespace).filter((pod) => isAlive(pod) && labelsMatch(labels, pod.metadata.labels));
}

/** The pod that has this IP for its own; pods on the host's network have none. */
export function podAt(mesh: Mesh, ip: string): Pod | undefined {
  return mesh.find(podsByIp, ip).find(isAlive);
}

/** Why it is not known whether a pod has this address for its own; `undefined`: it is known. A node's is no pod's. */
export function podGapAt(mesh: Mesh, ip: string): Gap | undefined {
  if (podAt(mesh, ip) !== undefined || mesh.find(podsByIpOfNode, ip).some(isAlive)) return undefined;
  return mesh.gaps.find(
    ({ kind, namespace, ref, exceptAddresses }) =>
      kind === "Pod" && namespace === undefined && ref === undefined && exceptAddresses?.includes(ip) !== true,
  );
}

/** Pods that a controller owns, directly or through its ReplicaSets. */
export function podsOwnedBy(mesh: Mesh, owner: Ref): readonly Pod[] {
  const home = mesh.home(owner);
  return home.list("Pod", owner.namespace).filter((pod) => isAlive(pod) && sameObject(ownerOf(home, pod), owner));
}

/** Neither succeeded nor failed: such pods have no address any more. */
export function isAlive({ status }: Pod): boolean {
  return status.phase !== "Succeeded" && status.phase !== "Failed";
}

/** The Ready condition; a pod without conditions (a hand-written manifest) counts as ready. */
export function isReady({ status, metadata }: Pod): boolean {
  if (metadata.deletionTimestamp !== undefined) return false;
  const ready = status.conditions?.find(({ type }) => type === "Ready");
  return ready === undefined ? status.phase === undefined || status.phase === "Running" : ready.status === "True";
}

/**
 * The controller that made a pod: its Deployment rather than the ReplicaSet between. Where the pod names no owner, a
 * controller whose selector covers it; else the pod itself.
 */
export function ownerOf(mesh: Mesh, pod: Pod): Ref {
  const { namespace, labels, ownerReferences = [] } = pod.metadata;
  const owner = ownerReferences.find(({ controller }) => controller === true) ?? ownerReferences[0];
  if (owner !== undefined) {
    if (owner.kind !== "ReplicaSet")
      return refIn(mesh, { apiVersion: owner.apiVersion, kind: owner.kind, namespace, name: owner.name });
    return deploymentOf(mesh, namespace, owner.name, labels["pod-template-hash"]);
  }
  const selecting = controllerKinds
    .flatMap((kind): readonly Controller[] => mesh.list(kind, namespace))
    .find(
      ({ spec }) =>
        spec.selector !== undefined &&
        Object.keys(spec.selector.matchLabels ?? {}).length > 0 &&
        selectorMatches(spec.selector, labels),
    );
  return selecting === undefined ? refOf(pod) : refOf(selecting);
}

function deploymentOf(mesh: Mesh, namespace: string, replicaSet: string, hash: string | undefined): Ref {
  const set = mesh.get("ReplicaSet", namespace, replicaSet);
  const owner = set?.metadata.ownerReferences?.find(({ kind }) => kind === "Deployment");
  if (owner !== undefined)
    return refIn(mesh, { apiVersion: owner.apiVersion, kind: owner.kind, namespace, name: owner.name });
  // A ReplicaSet that was not read still tells its Deployment by its name: `<deployment>-<hash>`.
  const name =
    hash !== undefined && replicaSet.endsWith(`-${hash}`) ? replicaSet.slice(0, -hash.length - 1) : undefined;
  if (set === undefined && name !== undefined)
    return refIn(mesh, { apiVersion: "apps/v1", kind: "Deployment", namespace, name });
  return refIn(mesh, { apiVersion: "apps/v1", kind: "ReplicaSet", namespace, name: replicaSet });
}

/** The controller object itself, where it was read. */
export function controllerOf(mesh: Mesh, owner: Ref): Controller | undefined {
  const kind = controllerKinds.find((known) => known === owner.kind);
  return kind === undefined ? undefined : mesh.home(owner).get(kind, owner.namespace, owner.name);
}

function sameObject(a: Ref, b: Ref): boolean {
  return a.kind === b.kind && a.namespace === b.namespace && a.name === b.name;
}
