import type { Spot } from "../model/cause.ts";
import type { IndexDefinition, Mesh } from "../model/mesh.ts";
import { path } from "../model/path.ts";
import { refText } from "../model/ref.ts";
import type { Pod, Service } from "../model/resources/core.ts";
import type { ServiceEntry, WorkloadEntrySpec } from "../model/resources/routing.ts";
import type { Endpoint, RegistryPort, RegistryService } from "../model/service.ts";
import type { Gap } from "../model/snapshot.ts";
import { beyondEntry, beyondSlice, isOfPeer } from "./beyond.ts";
import { clusterLocal } from "./cluster-local.ts";
import { isIpAddress } from "./ip-address.ts";
import { labelsMatch } from "./labels.ts";
import { peerServices } from "./peer-services.ts";
import { refIn } from "./ref-in.ts";
import { refOf } from "./ref-of.ts";
import { isAlive, isReady, podAt, podGapAt, podsWith, workloadOf } from "./workloads.ts";

/** EndpointSlices by `namespace/service`. */
export const slicesByService: IndexDefinition<"EndpointSlice"> = {
  name: "endpoint slices by service",
  kind: "EndpointSlice",
  keys: ({ metadata }) => {
    const service = metadata.labels["kubernetes.io/service-name"];
    return service === undefined ? [] : [`${metadata.namespace}/${service}`];
  },
};

export interface Endpoints {
  readonly endpoints: readonly Endpoint[];
  /** Set where the endpoints could not be read: the list is then empty and means nothing. */
  readonly gap?: Gap;
}

/**
 * The addresses that proxies know behind a port of a service, unready ones included: those of its own cluster, and
 * those of the Service of the same name in every other one.
 * Source: pilot/pkg/xds/endpoints/endpoint_builder.go `snapshotShards`.
 */
export function endpointsOf(mesh: Mesh, service: RegistryService, port: RegistryPort): Endpoints {
  const own = ownEndpoints(mesh, service, port);
  const others = [
    ...peerServices(mesh, service, port).map(
      ({ peer, gap, ...there }): Endpoints =>
        gap === undefined ? ownEndpoints(peer, there.service, there.port) : { endpoints: [], gap },
    ),
    ...selectedElsewhere(mesh, service, port),
  ];
  if (others.length === 0) return own;
  const all = [own, ...others];
  const gap = all.find((each) => each.gap !== undefined)?.gap;
  return gap === undefined ? { endpoints: all.flatMap(({ endpoints }) => endpoints) } : { endpoints: [], gap };
}

/**
 * The addresses of a service in the cluster of this mesh alone: all that its DNS and kube-proxy know.
 * Source: pilot/pkg/serviceregistry/kube/controller/endpointslice.go; serviceentry/conversion.go `convertEndpoint`.
 */
export function ownEndpoints(mesh: Mesh, service: RegistryService, port: RegistryPort): Endpoints {
  if (service.registry === "External") return entryEndpoints(mesh, service, port);
  const object = mesh.get("Service", service.ref.namespace, service.ref.name);
  if (object === undefined) return { endpoints: [] };
  const found =
    mesh.all("EndpointSlice").length > 0 ? slicedEndpoints(mesh, object, port) : derivedEndpoints(mesh, object, port);
  return service.resolution === "eds" ? withMachines(mesh, object, port, found) : found;
}

/**
 * The WorkloadEntries that a Service selects stand beside its pods. Their labels are those of both metadata and spec;
 * a target port, or the Service port's own name beside a numbered one, may be another on the machine.
 * Source: pilot/pkg/serviceregistry/kube/controller/controller.go `serviceInstancesFromWorkloadInstances`
 * (PILOT_ENABLE_K8S_SELECT_WORKLOAD_ENTRIES, true by default); serviceentry/conversion.go `ConvertWorkloadEntry`,
 * `getTLSModeFromWorkloadEntry`.
 */
function withMachines(mesh: Mesh, service: Service, port: RegistryPort, found: Endpoints): Endpoints {
  const { namespace } = service.metadata;
  const { selector = {} } = service.spec;
  if (Object.keys(selector).length === 0) return found;
  const machines = mesh.list("WorkloadEntry", namespace).flatMap((entry): readonly Endpoint[] => {
    const { address, ports = {}, serviceAccount } = entry.spec;
    const labels = { ...entry.spec.labels, ...entry.metadata.labels };
    if (address === undefined || !isIpAddress(address) || !labelsMatch(selector, labels)) return [];
    const isNumber = /^\d+$/.test(String(port.targetPort));
    const number = ports[isNumber ? port.name : port.targetPort] ?? (isNumber ? Number(port.targetPort) : undefined);
    if (number === undefined) return [];
    const pod = podAt(mesh, address);
    const tls = labels[tlsModeLabel] ?? (serviceAccount === undefined ? "disabled" : "istio");
    return [
      {
        address,
        port: number,
        ready: true,
        labels,
        namespace,
        serviceAccount,
        ref: refOf(entry),
        proxy: pod === undefined ? undefined : workloadOf(mesh, pod).proxy,
        tlsMode: tls === "istio" ? "istio" : "disabled",
      },
    ];
  });
  const gap = mesh.gap("WorkloadEntry", namespace);
  const endpoints = [...found.endpoints, ...machines];
  if (gap !== undefined && found.gap === undefined && !endpoints.some(({ ready }) => ready))
    return { endpoints: [], gap };
  return machines.length === 0 ? found : { endpoints };
}

function slicedEndpoints(mesh: Mesh, service: Service, port: RegistryPort): Endpoints {
  const { namespace, name } = service.metadata;
  const gap = mesh.gap("EndpointSlice", namespace);
  // What was imported from a cluster that was read is told by that cluster itself.
  const slices = mesh.find(slicesByService, `${namespace}/${name}`).filter((slice) => !isOfPeer(mesh, slice));
  const endpoints = slices.flatMap((slice) => {
    const match =
      slice.ports.find((candidate) => (candidate.name ?? "") === port.name) ??
      (slice.ports.length === 1 && port.name === "" ? slice.ports[0] : undefined);
    return slice.endpoints.flatMap((endpoint) => {
      const address = endpoint.addresses[0];
      if (address === undefined) return [];
      const pod =
        endpoint.targetRef?.kind === "Pod" && endpoint.targetRef.name !== undefined
          ? mesh.get("Pod", namespace, endpoint.targetRef.name)
          : podAt(mesh, address);
      const ready = service.spec.publishNotReadyAddresses === true || (endpoint.conditions?.ready ?? true);
      const base =
        pod === undefined ? addressEndpoint(service, address, endpoint.targetRef) : podEndpoint(mesh, pod, address);
      const beyond = pod === undefined ? beyondSlice(mesh, slice) : undefined;
      return [
        {
          ...base,
          address,
          port: match?.port,
          ready,
          ...(endpoint.nodeName === undefined ? {} : { nodeName: endpoint.nodeName }),
          ...(beyond === undefined ? {} : { beyond }),
        },
      ];
    });
  });
  const unknown = slices
    .flatMap((slice) => slice.endpoints)
    .filter(({ targetRef, conditions }) => targetRef?.kind !== "Pod" && conditions?.ready !== false)
    .flatMap(({ addresses }) => addresses.slice(0, 1).flatMap((address) => podGapAt(mesh, address) ?? []))[0];
  if (unknown !== undefined) return { endpoints: [], gap: unknown };
  // One that was not read may be the one that answers.
  if (gap !== undefined && !endpoints.some(({ ready }) => ready)) return { endpoints: [], gap };
  return {
    endpoints: endpoints.filter(
      (endpoint, i) => endpoints.findIndex(({ address }) => address === endpoint.address) === i,
    ),
  };
}

function addressEndpoint(
  service: Service,
  address: string,
  target: { readonly kind?: string; readonly name?: string } | undefined,
): Omit<Endpoint, "port" | "ready"> {
  const { namespace } = service.metadata;
  const ref =
    target?.kind === "Pod" && target.name !== undefined
      ? refIn(service.metadata, { apiVersion: "v1", kind: "Pod", namespace, name: target.name })
      : refOf(service);
  return { address, labels: {}, namespace, serviceAccount: undefined, ref, proxy: undefined, tlsMode: "disabled" };
}

function derivedEndpoints(mesh: Mesh, service: Service, port: RegistryPort): Endpoints {
  const { namespace } = service.metadata;
  const { selector, publishNotReadyAddresses } = service.spec;
  if (selector === undefined || Object.keys(selector).length === 0) {
    const gap: Gap = {
      what: `endpoints of ${refText(refOf(service))}`,
      why: "the Service has no selector and no EndpointSlice was read",
      grant: "kubectl get endpointslices -A -o yaml",
      kind: "EndpointSlice",
      namespace,
    };
    return { endpoints: [], gap };
  }
  const gap = mesh.gap("Pod", namespace);
  const pods = podsWith(mesh, namespace, selector);
  if (gap !== undefined && !pods.some(isReady)) return { endpoints: [], gap };
  return {
    endpoints: pods.flatMap((pod) => {
      const address = pod.status.podIP;
      if (address === undefined) return [];
      return [
        {
          ...podEndpoint(mesh, pod, address),
          port: targetPortOn(pod, port.targetPort),
          ready: publishNotReadyAddresses === true || isReady(pod),
        },
      ];
    }),
  };
}

/** A named target port is looked up among the containers' declared ports. */
export function targetPortOn(pod: Pod, targetPort: number | string): number | undefined {
  if (typeof targetPort === "number") return targetPort;
  if (/^\d+$/.test(targetPort)) return Number(targetPort);
  const containers = [
    ...pod.spec.containers,
    ...(pod.spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === "Always"),
  ];
  return containers.flatMap(({ ports = [] }) => ports).find(({ name }) => name === targetPort)?.containerPort;
}

/** A pod that is dialled by its address. */
export function podEndpointAt(mesh: Mesh, pod: Pod, address: string, port: number): Endpoint {
  return { ...podEndpoint(mesh, pod, address), port, ready: isReady(pod) };
}

function podEndpoint(mesh: Mesh, pod: Pod, address: string): Omit<Endpoint, "port" | "ready"> {
  const workload = workloadOf(mesh, pod);
  return {
    address,
    labels: workload.labels,
    namespace: workload.namespace,
    serviceAccount: workload.serviceAccount,
    ref: workload.ref,
    proxy: workload.proxy,
    tlsMode: tlsModeOf(mesh, pod),
    ...(pod.spec.nodeName === undefined ? {} : { nodeName: pod.spec.nodeName }),
  };
}

/**
 * The pod's tlsMode label decides. Manifests that were cut down (no injected pod of the snapshot carries the label)
 * still mean mTLS where a sidecar stands.
 * Source: pkg/model/proxy.go `GetTLSModeFromEndpointLabels`.
 */
function tlsModeOf(mesh: Mesh, pod: Pod): "istio" | "disabled" {
  const label = pod.metadata.labels[tlsModeLabel];
  if (label !== undefined) return label === "istio" ? "istio" : "disabled";
  return workloadOf(mesh, pod).proxy.kind === "sidecar" && !anyPodIsLabelled(mesh) && !looksInjected(pod)
    ? "istio"
    : "disabled";
}

const tlsModeLabel = "security.istio.io/tlsMode";
const labelledPods: IndexDefinition<"Pod"> = {
  name: "pods by tls mode",
  kind: "Pod",
  keys: ({ metadata }) => (metadata.labels[tlsModeLabel] === undefined ? [] : ["labelled"]),
};

/** Whether the snapshot's injected pods carry the injector's label at all. */
export function anyPodIsLabelled(mesh: Mesh): boolean {
  return mesh.find(labelledPods, "labelled").length > 0;
}

/** The injector sets the canonical name together with the tlsMode label: one without the other was taken away. */
function looksInjected(pod: Pod): boolean {
  return pod.metadata.labels["service.istio.io/canonical-name"] !== undefined;
}

function entryEndpoints(mesh: Mesh, service: RegistryService, port: RegistryPort): Endpoints {
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
  const unknown = listed.flatMap(({ address, beyond }) =>
    beyond === undefined && isIpAddress(address) ? (podGapAt(mesh, address) ?? []) : [],
  )[0];
  if (unknown !== undefined) return { endpoints: [], gap: unknown };
  if (listed.length > 0 || spec.workloadSelector === undefined) return { endpoints: listed };
  return selectedBy(mesh, service, port, entry);
}

/**
 * What a ServiceEntry selects in the other clusters: istiod holds the pods and WorkloadEntries of each against it.
 * Source: pilot/pkg/serviceregistry/kube/controller/multicluster.go `initializeCluster` (`AppendWorkloadHandler`).
 */
function selectedElsewhere(mesh: Mesh, service: RegistryService, port: RegistryPort): readonly Endpoints[] {
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
  const endpoints = [...vms, ...pods];
  const gap = mesh.gap("WorkloadEntry", metadata.namespace) ?? mesh.gap("Pod", metadata.namespace);
  if (gap !== undefined && !endpoints.some(({ ready }) => ready)) return { endpoints: [], gap };
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
