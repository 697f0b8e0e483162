import type { Spot } from "../model/cause.ts";
import { byDefault, type Evidence, field } from "../model/evidence.ts";
import type { Mesh } from "../model/mesh.ts";
import type { VirtualService } from "../model/resources/virtual-service.ts";
import { type EgressListener, excludedBy, listenerForPort, virtualServiceImportedBy } from "./egress-listeners.ts";
import { expandHost } from "./host.ts";
import { refOf } from "./ref-of.ts";
import type { SidecarScope } from "./sidecar-scope.ts";

/** Whether a Sidecar lets something through, and the field that says so. */
export interface Import {
  readonly imported: boolean;
  readonly because: readonly Evidence[];
  /** Not imported: the Sidecar's field that would have to name it, or that takes it out. */
  readonly spot?: Spot;
}

/**
 * Whether a client's Sidecar imports a VirtualService: one of its hosts overlaps an imported one, in the namespace of
 * the VirtualService itself, and is not excluded. With a port, only the egress listener of that port counts.
 * Source: pilot/pkg/model/virtualservice.go `SelectVirtualServices`; sidecar.go `VSMatches`, `Excluded`.
 */
export function importsVirtualService(mesh: Mesh, scope: SidecarScope, service: VirtualService, port?: number): Import {
  const { sidecar } = scope;
  if (sidecar === undefined)
    return { imported: true, because: [byDefault("no Sidecar applies: all that is exported is imported")] };
  const ref = refOf(sidecar);
  const listeners = listenersFor(scope, port);
  let exclusion: Spot | undefined;
  for (const listener of listeners) {
    for (const written of service.spec.hosts) {
      const host = expandHost(written, service.metadata.namespace, mesh.settings.domain);
      const entry = virtualServiceImportedBy(listener, service.metadata.namespace, host);
      if (entry === undefined) continue;
      const excluded = excludedBy(listener, service.metadata.namespace, host);
      if (excluded === undefined) return { imported: true, because: [field(ref, entry.path, entry.written)] };
      exclusion = { ref, path: excluded.path };
    }
  }
  const spot = exclusion ?? { ref, path: `${listeners[0]?.path ?? "spec.egress[0]"}.hosts` };
  return { imported: false, because: [writtenHosts(scope, spot)], spot };
}

/** The egress listeners that count for a port the client dials; without a port, all. */
export function listenersFor({ listeners }: SidecarScope, port: number | undefined): readonly EgressListener[] {
  if (port === undefined) return listeners;
  const listener = listenerForPort(listeners, port);
  return listener === undefined ? [] : [listener];
}

/** What stands at a spot of the Sidecar in force. */
export function writtenHosts({ sidecar, listeners }: SidecarScope, spot: Spot): Evidence {
  const egress = sidecar?.spec.egress ?? [];
  for (const [i, { path, imports, excludes }] of listeners.entries()) {
    if (spot.path === `${path}.hosts`) return field(spot.ref, spot.path, egress[i]?.hosts);
    const entry = [...imports, ...excludes].find((host) => host.path === spot.path);
    if (entry !== undefined) return field(spot.ref, spot.path, entry.written);
  }
  return field(spot.ref, spot.path, undefined);
}
