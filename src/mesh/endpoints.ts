import type { IndexDefinition, Mesh } from "../model/mesh.ts";
import { refText } from "../model/ref.ts";
import type { Pod, Service } from "../model/resources/core.ts";
import type { ServiceEntry, WorkloadEntrySpec } from "../model/resources/routing.ts";
import type { Endpoint, RegistryPort, RegistryService } from "../model/service.ts";
import type { Gap } from "../model/snapshot.ts";
import { isIpAddress } from "./ip-address.ts";
import { labelsMatch } from "./labels.ts";
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
 * The addresses behind a port of a service, unready ones included.
 * Source: pilot/pkg/serviceregistry/kube/controller/endpointslice.go; serviceentry/conversion.go `convertEndpoint`.
 */
export function endpointsOf(mesh: Mesh, service: RegistryService, port: RegistryPort): Endpoints {
  if (service.registry === "External") return entryEndpoints(mesh, service, port);
  const object = mesh.get("Service", service.ref.namespace, service.ref.name);
  if (object === undefined) return { endpoints: [] };
  return mesh.all("EndpointSlice").length > 0
    ? slicedEndpoints(mesh, object, port)
    : derivedEndpoints(mesh, object, port);
}

function slicedEndpoints(mesh: Mesh, service: Service, port: RegistryPort): Endpoints {
  const { namespace, name } = service.metadata;
  const gap = mesh.gap("EndpointSlice", namespace);
  const slices = mesh.find(slicesByService, `${namespace}/${name}`);
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
      return [
        {
          ...base,
          address,
          port: match?.port,
          ready,
          ...(endpoint.nodeName === undefined ? {} : { nodeName: endpoint.nodeName }),
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
      ? { apiVersion: "v1", kind: "Pod", namespace, name: target.name }
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
  const { spec, metadata } = entry;
  const listed = (spec.endpoints ?? []).flatMap((endpoint) => entryEndpoint(mesh, service, port, endpoint, entry));
  const unknown = listed.flatMap(({ address }) => (isIpAddress(address) ? (podGapAt(mesh, address) ?? []) : []))[0];
  if (unknown !== undefined) return { endpoints: [], gap: unknown };
  if (listed.length > 0 || spec.workloadSelector === undefined) return { endpoints: listed };
  const wanted = spec.workloadSelector.labels ?? {};
  const vms = mesh
    .list("WorkloadEntry", metadata.namespace)
    .filter((candidate) => labelsMatch(wanted, { ...candidate.metadata.labels, ...candidate.spec.labels }))
    .flatMap((candidate) => entryEndpoint(mesh, service, port, candidate.spec, entry));
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

function entryEndpoint(
  mesh: Mesh,
  service: RegistryService,
  port: RegistryPort,
  endpoint: WorkloadEntrySpec,
  entry: ServiceEntry,
): Endpoint[] {
  const { address } = endpoint;
  if (address === undefined) return [];
  const number = endpoint.ports?.[port.name] ?? (typeof port.targetPort === "number" ? port.targetPort : port.number);
  const pod = podAt(mesh, address);
  const label = endpoint.labels?.[tlsModeLabel];
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
    },
  ];
}
