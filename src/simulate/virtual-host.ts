import { wildcardsFor } from "../mesh/host.ts";
import { isIpAddress } from "../mesh/ip-address.ts";
import { portOf, servicesAt, wildcardEntries } from "../mesh/registry.ts";
import { isHttp, type RegistryService } from "../model/service.ts";
import { pick, serviceFor } from "./in-scope.ts";
import { withoutPort } from "./request.ts";
import type { Walk } from "./walk.ts";

/**
 * The service whose virtual host takes a Host header on an HTTP listener of this port; `undefined`: none does.
 * Source: pilot/pkg/networking/core/httproute.go `generateVirtualHostDomains`, `GenerateAltVirtualHosts`.
 */
export function serviceOfHost(walk: Walk, authority: string, port: number): RegistryService | undefined {
  const host = withoutPort(authority).toLowerCase().replace(/\.$/, "");
  if (isIpAddress(host)) return pick(walk, servicesAt(walk.mesh, host).filter(servesHttp(port)), port);
  for (const name of fullNames(host, walk)) {
    const service = serviceFor(walk, name, port);
    if (service !== undefined && servesHttp(port)(service)) return service;
  }
  const wild = wildcardEntries(walk.mesh, wildcardsFor(host)).filter(servesHttp(port));
  return pick(walk, wild, port) ?? headlessPod(walk, host, port);
}

function servesHttp(port: number): (service: RegistryService) => boolean {
  return (service) => {
    const found = portOf(service, port);
    return found !== undefined && (isHttp(found.protocol) || found.protocol === "Auto");
  };
}

/** The FQDNs for which a proxy in this namespace accepts the name; a bare name only within its own namespace. */
function fullNames(host: string, { mesh, view }: Walk): readonly string[] {
  const { domain } = mesh.settings;
  const labels = host.split(".");
  if (labels.length === 1) return [`${host}.${view.namespace}.svc.${domain}`, host];
  if (labels.length === 2) return [`${host}.svc.${domain}`, host];
  if (labels.length === 3 && labels[2] === "svc") return [`${host}.${domain}`, host];
  return [host];
}

/** `pod-0.payment.shop…` belongs to the headless service payment. */
function headlessPod(walk: Walk, host: string, port: number): RegistryService | undefined {
  const parent = host.slice(host.indexOf(".") + 1);
  if (!host.includes(".") || parent === "") return undefined;
  for (const name of fullNames(parent, walk)) {
    const service = serviceFor(walk, name, port);
    if (service?.headless === true && servesHttp(port)(service)) return service;
  }
  return undefined;
}
