import { compare } from "../model/compare.ts";
import { type Evidence, field } from "../model/evidence.ts";
import type { Mesh } from "../model/mesh.ts";
import { type Ref, refKey } from "../model/ref.ts";
import type { RegistryService } from "../model/service.ts";
import { type EgressListener, excludedBy, listenerForPort, serviceImportedBy } from "./egress-listeners.ts";
import { meshGateway } from "./gateway-name.ts";
import { isWildcard } from "./host.ts";
import { importsVirtualService } from "./imports-virtual-service.ts";
import { refOf } from "./ref-of.ts";
import type { SidecarScope } from "./sidecar-scope.ts";
import { boundTo, nearness } from "./virtual-service-binding.ts";
import { portsSentTo, virtualServicesSendingTo } from "./virtual-service-destinations.ts";
import { effectiveExportTo, namespaceSeen, serviceVisible } from "./visibility.ts";

/** What a host name is to one client: the service chosen among those of that name, with the ports it may see. */
export interface ScopedService {
  readonly service: RegistryService;
  /** The objects whose ports it has; more than one where ServiceEntries of a namespace share a host. */
  readonly parts: readonly Ref[];
  readonly because: readonly Evidence[];
}

/**
 * Which of the services of one host name a client has clusters for, and on which ports: those that its Sidecar imports,
 * and destinations of the VirtualServices it imports. `candidates` share their host name.
 * Source: pilot/pkg/model/sidecar.go `collectImportedServices`, `selectServices`, `appendSidecarServices`;
 * for gateways and waypoints `DefaultSidecarScopeForGateway`.
 */
export function scopedService(
  mesh: Mesh,
  scope: SidecarScope,
  candidates: readonly RegistryService[],
): ScopedService | undefined {
  let found: ScopedService | undefined;
  for (const listener of scope.listeners) {
    for (const one of explicitServices(mesh, scope, listener, candidates)) found = appended(mesh, found, one);
    // Without a Sidecar everything visible is there already; a VirtualService could add nothing.
    if (scope.sidecar !== undefined)
      for (const one of sentTo(mesh, scope, listener, candidates)) found = appended(mesh, found, one);
  }
  return found;
}

/**
 * The service that a client reaches by dialling this host name on a port: destinations of VirtualServices do not count,
 * and only the egress listener of the port does.
 * Source: pilot/pkg/networking/core/listener.go `buildSidecarOutboundListeners`; sidecar.go `GetEgressListenerForRDS`.
 */
export function dialledService(
  mesh: Mesh,
  scope: SidecarScope,
  candidates: readonly RegistryService[],
  port?: number,
): ScopedService | undefined {
  const own = port === undefined ? undefined : listenerForPort(scope.listeners, port);
  const listeners = port === undefined ? scope.listeners : own === undefined ? [] : [own];
  return listeners
    .flatMap((listener) => explicitServices(mesh, scope, listener, candidates))
    .reduce<ScopedService | undefined>((found, one) => appended(mesh, found, one), undefined);
}

/** Source: `selectServices`; the order is that of `servicesExportedToNamespace`, or of `servicesForExactHosts`. */
function explicitServices(
  mesh: Mesh,
  { sidecar, view }: SidecarScope,
  listener: EgressListener,
  candidates: readonly RegistryService[],
): readonly ScopedService[] {
  const allExact = listener.imports.every(({ host, namespace }) => !isWildcard(host) && namespace !== "*");
  const imported = candidates
    .filter((candidate) => serviceVisible(mesh, candidate, view.namespace))
    .sort((a, b) => (allExact ? 0 : Number(isPublic(mesh, a)) - Number(isPublic(mesh, b))) || byAge(a, b))
    .flatMap((candidate) => {
      const entry = serviceImportedBy(listener, candidate.namespace, candidate.hostname);
      if (entry === undefined || excludedBy(listener, candidate.namespace, candidate.hostname) !== undefined) return [];
      const service = withPorts(candidate, listener.onlyPort === undefined ? undefined : [listener.onlyPort]);
      if (service === undefined) return [];
      return [
        {
          service,
          parts: [candidate.ref],
          because: sidecar === undefined ? [] : [field(refOf(sidecar), entry.path, entry.written)],
        },
      ];
    });
  if (view.kind === "gateway" || view.kind === "waypoint") return imported;
  const namespace = chosenNamespace(
    imported.map(({ service }) => service),
    view.namespace,
  );
  return imported.filter(({ service }) => service.namespace === namespace);
}

/** One namespace per host name: the client's own, else that of a Kubernetes Service, else the first. */
function chosenNamespace(services: readonly RegistryService[], clientNamespace: string): string | undefined {
  if (services.some(({ namespace }) => namespace === clientNamespace)) return clientNamespace;
  return (services.find(({ registry }) => registry === "Kubernetes") ?? services[0])?.namespace;
}

/** Destinations of imported VirtualServices. Source: `collectImportedServices`, `pickBestVisibleNamespace`. */
function sentTo(
  mesh: Mesh,
  scope: SidecarScope,
  listener: EgressListener,
  candidates: readonly RegistryService[],
): readonly ScopedService[] {
  const [first] = candidates;
  if (first === undefined) return [];
  const { namespace } = scope.view;
  const one: SidecarScope = { ...scope, listeners: [listener] };
  return virtualServicesSendingTo(mesh, first.hostname).flatMap((sender) => {
    if (!boundTo(sender, meshGateway) || nearness(mesh, sender, namespace) === undefined) return [];
    if (namespaceSeen(mesh, sender.metadata.namespace) === false) return [];
    const { imported, because } = importsVirtualService(mesh, one, sender);
    if (!imported) return [];
    const ports = portsSentTo(mesh, sender, first.hostname, namespace);
    const picked = ports.size === 0 ? undefined : bestOf(mesh, candidates, namespace);
    if (picked === undefined) return [];
    const mentioned = ports.has("any") ? undefined : [...ports].filter((port) => port !== "any");
    const service = withPorts(picked, listener.onlyPort === undefined ? mentioned : [listener.onlyPort]);
    if (service === undefined) return [];
    return [
      {
        service,
        parts: [picked.ref],
        because: [...because, field(refOf(sender), "spec.http", undefined, `sends to ${first.hostname}`)],
      },
    ];
  });
}

/** A service of the client's own namespace needs no export here; else a Kubernetes Service, else the oldest. */
function bestOf(
  mesh: Mesh,
  candidates: readonly RegistryService[],
  clientNamespace: string,
): RegistryService | undefined {
  const ordered = [...candidates].sort(byAge);
  const own = ordered.filter(({ namespace }) => namespace === clientNamespace);
  const visible =
    own.length > 0 ? own : ordered.filter((candidate) => serviceVisible(mesh, candidate, clientNamespace));
  return visible.find(({ registry }) => registry === "Kubernetes") ?? visible[0];
}

/** Adds a service of the same host: a Kubernetes Service replaces, a mergeable ServiceEntry adds its ports. Source: `appendSidecarServices`. */
function appended(mesh: Mesh, found: ScopedService | undefined, added: ScopedService): ScopedService {
  if (found === undefined) return added;
  const [old, young] = [found.service, added.service];
  if (old.registry !== young.registry) return young.registry === "Kubernetes" ? added : found;
  if (!mergeable(mesh, found, added)) return found;
  const ports = [
    ...old.ports,
    ...young.ports.filter(({ number }) => !old.ports.some((port) => port.number === number)),
  ];
  if (ports.length === old.ports.length) return found;
  const known = new Set(found.parts.map(refKey));
  return {
    service: { ...old, ports },
    parts: [...found.parts, ...added.parts.filter((ref) => !known.has(refKey(ref)))],
    because: [...found.because, ...added.because],
  };
}

/** Source: `canMergeServices`. */
function mergeable(mesh: Mesh, { service: a }: ScopedService, { service: b }: ScopedService): boolean {
  return (
    a.namespace === b.namespace &&
    a.resolution === b.resolution &&
    same(effectiveExportTo(a.exportTo, ["default"]), effectiveExportTo(b.exportTo, ["default"])) &&
    same(traits(mesh, a), traits(mesh, b))
  );
}

function traits(mesh: Mesh, { ref }: RegistryService): unknown {
  const entry = ref.kind === "ServiceEntry" ? mesh.get("ServiceEntry", ref.namespace, ref.name) : undefined;
  return [sorted(entry?.metadata.labels), sorted(entry?.spec.workloadSelector?.labels)];
}

function sorted(labels: Readonly<Record<string, string>> = {}): unknown {
  return Object.entries(labels).sort(([a], [b]) => compare(a, b));
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** The service cut down to some ports; `undefined`: it has none of them. Source: `serviceMatchingListenerPort`, `serviceMatchingVirtualServicePorts`. */
function withPorts(service: RegistryService, numbers: readonly number[] | undefined): RegistryService | undefined {
  if (numbers === undefined) return service;
  const ports = service.ports.filter(({ number }) => numbers.includes(number));
  if (ports.length === 0) return undefined;
  return ports.length === service.ports.length ? service : { ...service, ports };
}

function isPublic(mesh: Mesh, { exportTo }: RegistryService): boolean {
  return effectiveExportTo(exportTo, mesh.settings.serviceExportTo).includes("*");
}

/** Source: pilot/pkg/model/push_context.go `SortServicesByCreationTime`. */
function byAge(a: RegistryService, b: RegistryService): number {
  return compare(a.createdAt, b.createdAt) || compare(a.ref.name, b.ref.name) || compare(a.namespace, b.namespace);
}
