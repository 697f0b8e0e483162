import type { Mesh } from "../model/mesh.ts";
import type { Pod } from "../model/resources/core.ts";
import type { Endpoint } from "../model/service.ts";
import { tlsModeOf } from "./tls-mode.ts";
import { isReady, workloadOf } from "./workloads.ts";

/** A pod that is dialled by its address. */
export function podEndpointAt(mesh: Mesh, pod: Pod, address: string, port: number): Endpoint {
  return { ...podEndpoint(mesh, pod, address), port, ready: isReady(pod) };
}

/** What a pod is as an endpoint, whatever port of it is called. */
export function podEndpoint(mesh: Mesh, pod: Pod, address: string): Omit<Endpoint, "port" | "ready"> {
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
