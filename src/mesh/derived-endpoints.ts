import type { Mesh } from "../model/mesh.ts";
import { refText } from "../model/ref.ts";
import type { Service } from "../model/resources/core.ts";
import type { RegistryPort } from "../model/service.ts";
import type { Gap } from "../model/snapshot.ts";
import type { Endpoints } from "./found-endpoints.ts";
import { podEndpoint, targetPortOn } from "./pod-endpoint.ts";
import { refOf } from "./ref-of.ts";
import { isReady, podsWith } from "./workloads.ts";

/** Where no EndpointSlice was read: the pods that a Service selects. */
export function derivedEndpoints(mesh: Mesh, service: Service, port: RegistryPort): Endpoints {
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
