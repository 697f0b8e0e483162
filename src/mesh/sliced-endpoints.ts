import type { IndexDefinition, Mesh } from "../model/mesh.ts";
import type { Service } from "../model/resources/core.ts";
import type { Endpoint, RegistryPort } from "../model/service.ts";
import { beyondSlice, isOfPeer } from "./beyond.ts";
import type { Endpoints } from "./found-endpoints.ts";
import { podEndpoint } from "./pod-endpoint.ts";
import { refIn } from "./ref-in.ts";
import { refOf } from "./ref-of.ts";
import { isReady, podAt, podGapAt } from "./workloads.ts";

/** EndpointSlices by `namespace/service`. */
export const slicesByService: IndexDefinition<"EndpointSlice"> = {
  name: "endpoint slices by service",
  kind: "EndpointSlice",
  keys: ({ metadata }) => {
    const service = metadata.labels["kubernetes.io/service-name"];
    return service === undefined ? [] : [`${metadata.namespace}/${service}`];
  },
};

/** The endpoints that the EndpointSlices of a Service list. */
export function slicedEndpoints(mesh: Mesh, service: Service, port: RegistryPort): Endpoints {
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
  return { endpoints: eachOnce(mesh, endpoints) };
}

/**
 * An endpoint on its way from one slice to another stands in both, and one made by hand may have its ports in two: the
 * entry with the port counts, and of those the one that says of the pod's readiness what the pod does.
 * Source: Kubernetes EndpointSlices, "duplicate endpoints".
 */
function eachOnce(mesh: Mesh, endpoints: readonly Endpoint[]): readonly Endpoint[] {
  const best = new Map<string, Endpoint>();
  for (const endpoint of endpoints) {
    const known = best.get(endpoint.address);
    if (known === undefined || worth(mesh, endpoint) > worth(mesh, known)) best.set(endpoint.address, endpoint);
  }
  return [...best.values()];
}

function worth(mesh: Mesh, { port, ready, ref }: Endpoint): number {
  const pod = ref.kind === "Pod" ? mesh.get("Pod", ref.namespace, ref.name) : undefined;
  const isLikely = pod === undefined ? ready : ready === isReady(pod);
  return (port === undefined ? 0 : 2) + (isLikely ? 1 : 0);
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
