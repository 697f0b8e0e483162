import type { Spot } from "../model/cause.ts";
import { field } from "../model/evidence.ts";
import type { Mesh } from "../model/mesh.ts";
import { path } from "../model/path.ts";
import type { EndpointSlice } from "../model/resources/core.ts";
import type { WorkloadEntrySpec } from "../model/resources/routing.ts";
import type { Beyond } from "../model/service.ts";
import { networkOf } from "./network-of.ts";
import { refOf } from "./ref-of.ts";

const sourceCluster = "multicluster.kubernetes.io/source-cluster";
const clusterLabel = "topology.istio.io/cluster";

/** Endpoints that were imported from another cluster. Source: KEP-1645, EndpointSlice labels. */
export function beyondSlice(mesh: Mesh, slice: EndpointSlice): Beyond | undefined {
  const cluster = slice.metadata.labels[sourceCluster];
  if (cluster === undefined || ownNames(mesh).has(cluster)) return undefined;
  return { cluster, said: field(refOf(slice), path("metadata", "labels", sourceCluster), cluster) };
}

/** Endpoints that were imported from a cluster that was read as well, by whichever of its names. */
export function isOfPeer(mesh: Mesh, { metadata }: EndpointSlice): boolean {
  const cluster = metadata.labels[sourceCluster];
  return cluster !== undefined && mesh.peers.some((peer) => ownNames(peer).has(cluster));
}

/**
 * An endpoint that somebody wrote for a workload elsewhere. A network that is not this mesh's own is one that was not
 * read; where the mesh names none, nothing can be told from it.
 * Source: the label topology.istio.io/cluster; WorkloadEntry `network`.
 */
export function beyondEntry(mesh: Mesh, { labels = {}, network }: WorkloadEntrySpec, at: Spot): Beyond | undefined {
  const cluster = labels[clusterLabel];
  if (cluster !== undefined && !ownNames(mesh).has(cluster))
    return { cluster, said: field(at.ref, `${at.path}.${path("labels", clusterLabel)}`, cluster) };
  const own = networkOf(mesh, {});
  if (network === undefined || network === "" || own === "" || network === own) return undefined;
  return { network, said: field(at.ref, `${at.path}.network`, network, `this mesh is in network ${own}`) };
}

/** What this cluster is called: by whoever asks, and by its istiod. */
function ownNames(mesh: Mesh): ReadonlySet<string> {
  const ids = mesh
    .list("Pod", mesh.settings.rootNamespace)
    .flatMap(({ spec }) => spec.containers)
    .flatMap(({ env = [] }) => env)
    .filter(({ name }) => name === "CLUSTER_ID" || name === "ISTIO_META_CLUSTER_ID")
    .flatMap(({ value }) => value ?? []);
  return new Set(mesh.cluster === undefined ? ids : [mesh.cluster, ...ids]);
}
