import { wildcardsFor } from "../mesh/host.ts";
import { isIpAddress } from "../mesh/ip-address.ts";
import { servicesAt, servicesNamed, wildcardEntries } from "../mesh/registry.ts";
import { podAt } from "../mesh/workloads.ts";
import type { Mesh } from "../model/mesh.ts";
import { isNonEmpty } from "../model/non-empty.ts";
import type { Pod } from "../model/resources/core.ts";
import type { RegistryService } from "../model/service.ts";

/** Where the application's connection goes, before any proxy has a say. */
export interface Destination {
  /** As dialled: a name or an IP. */
  readonly host: string;
  readonly port: number;
  /** Registered under this name or address, whoever may see it; the first is the likeliest. */
  readonly services: readonly RegistryService[];
  /** The address that is dialled: a Service's VIP, a pod's or an outside IP; `undefined`: only DNS knows. */
  readonly ip: string | undefined;
  /** The pod that is dialled directly. */
  readonly pod: Pod | undefined;
  /** Whether the name can be resolved at all: outside names are presumed to. */
  readonly resolves: boolean;
}

/**
 * What a name means to an application in a namespace: its own search path first, then the registry, then the outside.
 * Source: Kubernetes DNS specification, search domains of a pod's resolv.conf.
 */
export function destinationOf(mesh: Mesh, host: string, port: number, namespace: string): Destination {
  if (isIpAddress(host)) {
    const services = servicesAt(mesh, host);
    return { host, port, services, ip: host, pod: podAt(mesh, host), resolves: true };
  }
  for (const name of searchPath(host, namespace, mesh.settings.domain)) {
    const services = servicesNamed(mesh, name);
    if (isNonEmpty(services))
      return {
        host,
        port,
        services,
        ip: vipOf(mesh, services[0]),
        pod: undefined,
        resolves: !leadsNowhere(mesh, services[0]),
      };
  }
  const wild = wildcardEntries(mesh, wildcardsFor(host.toLowerCase()));
  if (wild.length > 0) return { host, port, services: wild, ip: undefined, pod: undefined, resolves: true };
  const inCluster = host.endsWith(`.svc.${mesh.settings.domain}`) || !host.includes(".");
  return { host, port, services: [], ip: undefined, pod: undefined, resolves: !inCluster };
}

/** An ExternalName's address is that of the host it points at. */
function vipOf(mesh: Mesh, service: RegistryService): string | undefined {
  if (service.aliasOf === undefined) return service.addresses.find((address) => !address.includes("/"));
  return servicesNamed(mesh, service.aliasOf)[0]?.addresses[0];
}

/** Whether a service stands for a name of the cluster's own domain that no Service bears. */
function leadsNowhere(mesh: Mesh, { aliasOf }: RegistryService): boolean {
  return aliasOf?.endsWith(`.svc.${mesh.settings.domain}`) === true && servicesNamed(mesh, aliasOf).length === 0;
}

/** The names that a resolver tries, in order: ndots:5 puts the search domains first. */
function searchPath(host: string, namespace: string, domain: string): readonly string[] {
  const name = host.toLowerCase();
  if (name.endsWith(".")) return [name.slice(0, -1)];
  const expanded = [`${name}.${namespace}.svc.${domain}`, `${name}.svc.${domain}`, `${name}.${domain}`];
  return name.split(".").length > 5 ? [name, ...expanded] : [...expanded, name];
}
