import { byDefault } from "../model/evidence.ts";
import type { Mesh } from "../model/mesh.ts";
import { refKey } from "../model/ref.ts";
import type { RegistryService } from "../model/service.ts";
import { excludedBy, serviceImportedBy } from "./egress-listeners.ts";
import { type Import, listenersFor, writtenHosts } from "./imports-virtual-service.ts";
import { refOf } from "./ref-of.ts";
import { servicesNamed } from "./registry.ts";
import { dialledService, type ScopedService, scopedService } from "./scoped-service.ts";
import type { SidecarScope } from "./sidecar-scope.ts";

/** Whether a client's proxy knows a service. */
export interface ServiceImport extends Import {
  /** By its own name, so that dialling it finds a listener and a virtual host; false where it is imported only as a VirtualService's destination. */
  readonly dialable: boolean;
}

/**
 * Whether a client has clusters for a service (on a port): it is exported to the client, imported by its Sidecar or a
 * destination of a VirtualService that is, and not beaten by another service of the same host.
 * Source: pilot/pkg/model/sidecar.go `collectImportedServices`.
 */
export function importsService(
  mesh: Mesh,
  scope: SidecarScope,
  service: RegistryService,
  port?: number,
): ServiceImport {
  const named = servicesNamed(mesh, service.hostname);
  const candidates = named.some(({ ref }) => refKey(ref) === refKey(service.ref)) ? named : [...named, service];
  const known = scopedService(mesh, scope, candidates);
  const dialable = holds(dialledService(mesh, scope, candidates, port), service);
  if (holds(known, service) && (port === undefined || lacks(service, port) || !lacks(known.service, port))) {
    const because =
      known.because.length > 0 ? known.because : [byDefault("no Sidecar applies: all that is exported is imported")];
    return { imported: true, dialable, because };
  }
  const { sidecar } = scope;
  if (sidecar === undefined) return { imported: false, dialable: false, because: [] };
  const ref = refOf(sidecar);
  for (const listener of listenersFor(scope, port)) {
    if (serviceImportedBy(listener, service.namespace, service.hostname) === undefined) continue;
    const excluded = excludedBy(listener, service.namespace, service.hostname);
    const spot = { ref, path: excluded?.path ?? `${listener.path}.port` };
    return { imported: false, dialable: false, because: [writtenHosts(scope, spot)], spot };
  }
  const spot = { ref, path: `${listenersFor(scope, port)[0]?.path ?? "spec.egress[0]"}.hosts` };
  return { imported: false, dialable: false, because: [writtenHosts(scope, spot)], spot };
}

function holds(known: ScopedService | undefined, { ref }: RegistryService): known is ScopedService {
  return known?.parts.some((part) => refKey(part) === refKey(ref)) ?? false;
}

/** A port that the service itself does not have is no matter of imports. */
function lacks({ ports }: RegistryService, port: number): boolean {
  return !ports.some(({ number }) => number === port);
}
