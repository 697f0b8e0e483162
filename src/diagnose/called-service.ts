import { wildcardsFor } from "../mesh/host.ts";
import { isIpAddress } from "../mesh/ip-address.ts";
import { servicesAt, servicesNamed, wildcardEntries } from "../mesh/registry.ts";
import { servicesSelecting } from "../mesh/services-selecting.ts";
import { podAt } from "../mesh/workloads.ts";
import type { Mesh } from "../model/mesh.ts";
import type { RegistryService } from "../model/service.ts";

/** The service that a host or address in a log line means to a caller of this namespace; `undefined`: none is known. */
export function calledService(mesh: Mesh, host: string, namespace: string): RegistryService | undefined {
  if (isIpAddress(host)) {
    const [service] = servicesAt(mesh, host);
    if (service !== undefined) return service;
    const pod = podAt(mesh, host);
    return pod === undefined ? undefined : servicesSelecting(mesh, pod.metadata.namespace, pod.metadata.labels)[0];
  }
  const { domain } = mesh.settings;
  const [first = "", second, third] = host.split(".");
  const full =
    second === undefined
      ? `${first}.${namespace}.svc.${domain}`
      : third === undefined || host === `${first}.${second}.svc`
        ? `${first}.${second}.svc.${domain}`
        : host;
  return servicesNamed(mesh, full)[0] ?? servicesNamed(mesh, host)[0] ?? wildcardEntries(mesh, wildcardsFor(host))[0];
}
