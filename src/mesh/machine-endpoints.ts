import type { Mesh } from "../model/mesh.ts";
import type { Service } from "../model/resources/core.ts";
import type { Endpoint, RegistryPort } from "../model/service.ts";
import { addressGap } from "./address-gap.ts";
import { canPassOver } from "./can-pass-over.ts";
import type { Endpoints } from "./found-endpoints.ts";
import { isIpAddress } from "./ip-address.ts";
import { labelsMatch } from "./labels.ts";
import { refOf } from "./ref-of.ts";
import { tlsModeLabel } from "./tls-mode.ts";
import { podAt, workloadOf } from "./workloads.ts";

/**
 * The WorkloadEntries that a Service selects stand beside its pods. Their labels are those of both metadata and spec;
 * a target port, or the Service port's own name beside a numbered one, may be another on the machine.
 * Source: pilot/pkg/serviceregistry/kube/controller/controller.go `serviceInstancesFromWorkloadInstances`
 * (PILOT_ENABLE_K8S_SELECT_WORKLOAD_ENTRIES, true by default); serviceentry/conversion.go `ConvertWorkloadEntry`,
 * `getTLSModeFromWorkloadEntry`.
 */
export function withMachines(mesh: Mesh, service: Service, port: RegistryPort, found: Endpoints): Endpoints {
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
  const unknown = addressGap(mesh, machines);
  if (unknown !== undefined) return { endpoints: [], gap: unknown };
  const gap = mesh.gap("WorkloadEntry", namespace);
  const endpoints = [...found.endpoints, ...machines];
  if (gap !== undefined && found.gap === undefined && !canPassOver(gap, endpoints)) return { endpoints: [], gap };
  return machines.length === 0 ? found : { endpoints };
}
