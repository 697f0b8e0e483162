import { targetPortOn } from "../mesh/pod-endpoint.ts";
import { slicesByService } from "../mesh/sliced-endpoints.ts";
import { isReady, podsWith } from "../mesh/workloads.ts";
import type { Mesh, ResourceChange } from "../model/mesh.ts";
import type { EndpointSlice, Service } from "../model/resources/core.ts";

/**
 * What the EndpointSlice controller would write for these services, given the pods there are now. Nothing where the
 * snapshot holds no slice at all: endpoints are derived there anyway.
 * Source: Kubernetes endpointslice controller.
 */
export function advancedSlices(mesh: Mesh, namespace: string, services: readonly Service[]): ResourceChange[] {
  if (mesh.all("EndpointSlice").length === 0) return [];
  return services.flatMap((service) => {
    const { selector } = service.spec;
    if (selector === undefined || Object.keys(selector).length === 0) return [];
    const { name } = service.metadata;
    const old = mesh.find(slicesByService, `${namespace}/${name}`);
    const gone: ResourceChange[] = old.map(({ metadata }) => ({
      kind: "EndpointSlice",
      namespace,
      name: metadata.name,
      resource: undefined,
    }));
    const made = sliceOf(mesh, service);
    return [...gone, { kind: "EndpointSlice" as const, namespace, name: made.metadata.name, resource: made }];
  });
}

function sliceOf(mesh: Mesh, service: Service): EndpointSlice {
  const { namespace, name } = service.metadata;
  const pods = podsWith(mesh, namespace, service.spec.selector ?? {}).filter(
    ({ status }) => status.podIP !== undefined,
  );
  return {
    apiVersion: "discovery.k8s.io/v1",
    kind: "EndpointSlice",
    metadata: { name: `${name}-simulated`, namespace, labels: { "kubernetes.io/service-name": name }, annotations: {} },
    addressType: "IPv4",
    endpoints: pods.map((pod) => ({
      addresses: [pod.status.podIP ?? ""],
      conditions: { ready: isReady(pod) },
      targetRef: { kind: "Pod", name: pod.metadata.name, namespace },
      ...(pod.spec.nodeName === undefined ? {} : { nodeName: pod.spec.nodeName }),
    })),
    ports: service.spec.ports.flatMap((port) => {
      const target = port.targetPort ?? port.port;
      const number =
        pods.map((pod) => targetPortOn(pod, target)).find((found) => found !== undefined) ??
        (typeof target === "number" ? target : undefined);
      return [
        {
          ...(port.name === undefined ? {} : { name: port.name }),
          ...(number === undefined ? {} : { port: number }),
          protocol: port.protocol ?? "TCP",
        },
      ];
    }),
  };
}
