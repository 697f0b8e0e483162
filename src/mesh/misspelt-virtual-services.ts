import type { Inert } from "../model/cause.ts";
import { absence, field } from "../model/evidence.ts";
import type { IndexDefinition, Mesh } from "../model/mesh.ts";
import type { VirtualService } from "../model/resources/virtual-service.ts";
import { expandHost, isWildcard } from "./host.ts";
import { refOf } from "./ref-of.ts";
import { servicesNamed } from "./registry.ts";
import { boundTo, nearness } from "./virtual-service-binding.ts";

const byFirstLabel: IndexDefinition<"VirtualService"> = {
  name: "virtual services by first label of a host",
  kind: "VirtualService",
  keys: ({ spec }) => spec.hosts.filter((host) => !isWildcard(host)).map(firstLabel),
};

/**
 * VirtualServices that mean a Service of the cluster and miss it: dotted short names are taken as they stand, and a
 * dotless name belongs to the namespace of the VirtualService. Only such as name nothing that exists are told of.
 * Source: pilot/pkg/model/config.go `ResolveShortnameToFQDN`.
 */
export function misspeltVirtualServices(
  mesh: Mesh,
  host: string,
  gateway: string,
  namespace: string,
): readonly Inert[] {
  const { domain } = mesh.settings;
  const wanted = host.toLowerCase();
  if (!wanted.endsWith(`.svc.${domain}`)) return [];
  return mesh.find(byFirstLabel, firstLabel(wanted)).flatMap((service) => {
    if (!boundTo(service, gateway) || nearness(mesh, service, namespace) === undefined) return [];
    return service.spec.hosts.flatMap((written, i) => {
      const why =
        isWildcard(written) || firstLabel(written) !== firstLabel(wanted)
          ? undefined
          : miss(mesh, service, written, wanted);
      if (why === undefined) return [];
      const ref = refOf(service);
      const path = `spec.hosts[${i}]`;
      const meant = expandHost(written, service.metadata.namespace, domain);
      return [
        {
          ref,
          path,
          reason: "host" as const,
          why,
          evidence: [field(ref, path, written), absence(`no service has the host ${meant}`)],
        },
      ];
    });
  });
}

function miss(mesh: Mesh, { metadata }: VirtualService, written: string, wanted: string): string | undefined {
  const lower = written.toLowerCase();
  const meant = expandHost(lower, metadata.namespace, mesh.settings.domain);
  if (meant === wanted || servicesNamed(mesh, meant).length > 0) return undefined;
  if (!lower.includes("."))
    return `host "${written}" means ${meant}: a short name belongs to the VirtualService's own namespace`;
  if (wanted.startsWith(`${lower}.`) || lower === `${wanted}.`)
    return `host "${written}" is taken as it stands, not as ${wanted}`;
  return lower.endsWith(`.svc.${mesh.settings.domain}`) ? `no service has the host "${written}"` : undefined;
}

function firstLabel(host: string): string {
  const lower = host.toLowerCase();
  const dot = lower.indexOf(".");
  return dot < 0 ? lower : lower.slice(0, dot);
}
