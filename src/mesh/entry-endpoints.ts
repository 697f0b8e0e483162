import type { Spot } from "../model/cause.ts";
import type { Mesh } from "../model/mesh.ts";
import { path } from "../model/path.ts";
import type { ServiceEntry, WorkloadEntrySpec } from "../model/resources/routing.ts";
import type { Endpoint, RegistryPort, RegistryService } from "../model/service.ts";
import { addressGap } from "./address-gap.ts";
import { beyondEntry } from "./beyond.ts";
import { canPassOver } from "./can-pass-over.ts";
import { clusterLocal } from "./cluster-local.ts";
import type { Endpoints } from "./found-endpoints.ts";
import { labelsMatch } from "./labels.ts";
import { podEndpoint, targetPortOn } from "./pod-endpoint.ts";
import { refOf } from "./ref-of.ts";
import { tlsModeLabel } from "./tls-mode.ts";
import { isAlive, isReady, podAt, podsWith, workloadOf } from "./workloads.ts";

/** The endpoints of a ServiceEntry: those that it lists, else what it selects in its own cluster. */
export function entryEndpoints(mesh: Mesh, service: RegistryService, port: RegistryPort): Endpoints {
  const entry = mesh.get("ServiceEntry", service.ref.namespace, service.ref.name);
  if (entry === undefined) return { endpoints: [] };
  const { spec } = entry;
  const listed = (spec.endpoints ?? []).flatMap((endpoint, i) =>
    entryEndpoint(mesh, service, port, {
      endpoint,
      entry,
      at: { ref: refOf(entry), path: path("spec", "endpoints", i) },
    }),
  );
  const unknown = addressGap(mesh, listed);
  if (unknown !== undefined) return { endpoints: [], gap: unknown };
  if (listed.length > 0 || spec.workloadSelector === undefined) return { endpoints: listed };
  return selectedBy(mesh, service, port, entry);
}

/**
 * What a ServiceEntry selects in the other clusters: istiod holds the pods and WorkloadEntries of each against it.
 * Source: pilot/pkg/serviceregistry/kube/controller/multicluster.go `initializeCluster` (`AppendWorkloadHandler`).
 */
export function selectedElsewhere(mesh: Mesh, service: RegistryService, port: RegistryPort): readonly Endpoints[] {
  if (service.registry !== "External" || service.resolution !== "eds") return [];
  const entry = mesh.get("ServiceEntry", service.ref.namespace, service.ref.name);
  const { workloadSelector, endpoints = [] } = entry?.spec ?? {};
  if (entry === undefined || workloadSelector === undefined || endpoints.length > 0) return [];
  if (clusterLocal(mesh, service.hostname) !== undefined) return [];
  const { namespace } = entry.metadata;
  return mesh.peers.flatMap((peer) => {
    if (peer.get("Namespace", "", namespace) === undefined && peer.gap("Namespace", "", namespace) === undefined)
      return [];
    const gap = peer.gap("WorkloadEntry", namespace) ?? peer.gap("Pod", namespace);
    return gap === undefined ? [selectedBy(peer, service, port, entry)] : [{ endpoints: [], gap }];
  });
}

/** The pods and WorkloadEntries of one cluster that a ServiceEntry selects, which may be another's. */
function selectedBy(mesh: Mesh, service: RegistryService, port: RegistryPort, entry: ServiceEntry): Endpoints {
  const { spec, metadata } = entry;
  const wanted = spec.workloadSelector?.labels ?? {};
  const vms = mesh
    .list("WorkloadEntry", metadata.namespace)
    .filter((candidate) => labelsMatch(wanted, { ...candidate.metadata.labels, ...candidate.spec.labels }))
    .flatMap((candidate) =>
      entryEndpoint(mesh, service, port, {
        endpoint: candidate.spec,
        entry,
        at: { ref: refOf(candidate), path: "spec" },
        labels: candidate.metadata.labels,
      }).map((vm) => (mesh.home(entry.metadata) === mesh ? vm : { ...vm, ref: refOf(candidate) })),
    );
  const pods = podsWith(mesh, metadata.namespace, wanted).flatMap((pod) => {
    const address = pod.status.podIP;
    return address === undefined || !isAlive(pod)
      ? []
      : [{ ...podEndpoint(mesh, pod, address), port: targetPortOn(pod, port.targetPort), ready: isReady(pod) }];
  });
  const unknown = addressGap(mesh, vms);
  if (unknown !== undefined) return { endpoints: [], gap: unknown };
  const endpoints = [...vms, ...pods];
  const gap = mesh.gap("WorkloadEntry", metadata.namespace) ?? mesh.gap("Pod", metadata.namespace);
  if (gap !== undefined && !canPassOver(gap, endpoints)) return { endpoints: [], gap };
  return { endpoints };
}

/** An endpoint as somebody wrote it, and where. */
interface Written {
  readonly endpoint: WorkloadEntrySpec;
  readonly entry: ServiceEntry;
  readonly at: Spot;
  /** Labels of the object that it is, besides its own. */
  readonly labels?: Readonly<Record<string, string>>;
}

function entryEndpoint(
  mesh: Mesh,
  service: RegistryService,
  port: RegistryPort,
  { endpoint, entry, at, labels }: Written,
): Endpoint[] {
  const { address } = endpoint;
  if (address === undefined) return [];
  const number = endpoint.ports?.[port.name] ?? (typeof port.targetPort === "number" ? port.targetPort : port.number);
  const pod = podAt(mesh, address);
  const label = endpoint.labels?.[tlsModeLabel];
  const beyond =
    pod === undefined ? beyondEntry(mesh, { ...endpoint, labels: { ...labels, ...endpoint.labels } }, at) : undefined;
  const tlsMode =
    label !== undefined ? label === "istio" : endpoint.serviceAccount !== undefined && service.resolution === "eds";
  return [
    {
      address,
      port: number,
      ready: true,
      labels: endpoint.labels ?? {},
      namespace: service.namespace,
      serviceAccount: endpoint.serviceAccount,
      ref: refOf(entry),
      proxy: pod === undefined ? undefined : workloadOf(mesh, pod).proxy,
      tlsMode: tlsMode && service.resolution === "eds" ? "istio" : "disabled",
      ...(beyond === undefined ? {} : { beyond }),
    },
  ];
}
