import type { Inert, Spot } from "../model/cause.ts";
import { byDefault, type Evidence, field } from "../model/evidence.ts";
import type { IndexDefinition, Mesh } from "../model/mesh.ts";
import { refKey } from "../model/ref.ts";
import type { VirtualService } from "../model/resources/virtual-service.ts";
import type { ProxyView } from "../model/workload.ts";
import { asJson } from "./as-json.ts";
import { oldestFirst } from "./create-mesh.ts";
import { meshGateway } from "./gateway-name.ts";
import { bySpecificity, expandHost, hostsOverlap, isWildcard, wildcardsFor } from "./host.ts";
import { hostKeys, writtenHostKey } from "./host-keys.ts";
import { importsVirtualService } from "./imports-virtual-service.ts";
import { refOf } from "./ref-of.ts";
import type { SidecarScope } from "./sidecar-scope.ts";
import { boundTo, type Nearness, nearness } from "./virtual-service-binding.ts";
import { namespaceSeen } from "./visibility.ts";

/** A VirtualService that names a host, and by which of its own hosts. */
export interface Candidate {
  readonly service: VirtualService;
  /** Its most specific host that covers the one asked for, expanded and lower-case. */
  readonly host: string;
  /** Where that host stands: `spec.hosts[0]`. */
  readonly spot: Spot;
  readonly nearness: Nearness;
}

/** On whose behalf candidates are sought. */
export interface Seeker {
  readonly view: ProxyView;
  readonly scope: SidecarScope;
  /** `mesh`, or `namespace/name`. */
  readonly gateway: string;
  /** The port that is dialled: which egress listener counts. */
  readonly port: number | undefined;
}

const byHost: IndexDefinition<"VirtualService"> = {
  name: "virtual services by host",
  kind: "VirtualService",
  keys: ({ spec, metadata }) => spec.hosts.map((host) => writtenHostKey(host, metadata.namespace)),
};

/** Hosts by each wildcard above them: for services that are wildcards themselves. */
const byWildcardAbove: IndexDefinition<"VirtualService"> = {
  name: "virtual services by wildcard above",
  kind: "VirtualService",
  keys: ({ spec, metadata }) => spec.hosts.flatMap((host) => wildcardsFor(writtenHostKey(host, metadata.namespace))),
};

/**
 * Every VirtualService that names a host or a wildcard above it, as far as it reaches this client, in the order in
 * which they are tried: private to the client's namespace, exported to it by name, public; oldest first in each.
 * Source: pilot/pkg/model/virtualservice.go `SelectVirtualServices`; push_context.go `VirtualServicesForGateway`.
 */
export function virtualServiceCandidates(
  mesh: Mesh,
  seeker: Seeker,
  host: string,
): { readonly candidates: readonly Candidate[]; readonly inert: readonly Inert[] } {
  const candidates: Candidate[] = [];
  const inert: Inert[] = [];
  for (const service of naming(mesh, host)) {
    const named = bestHost(mesh, service, host);
    // A host "*" means whatever its gateway serves, not this one.
    if (named === undefined || (named.host === "*" && !boundTo(service, seeker.gateway))) continue;
    const judged = reach(mesh, seeker, service, named);
    if ("reason" in judged) inert.push(judged);
    else candidates.push(judged);
  }
  candidates.sort((a, b) => order[a.nearness] - order[b.nearness] || oldestFirst(a.service, b.service));
  return { candidates, inert };
}

const order: Readonly<Record<Nearness, number>> = { private: 0, exported: 1, public: 2 };

function naming(mesh: Mesh, host: string): readonly VirtualService[] {
  const lower = host.toLowerCase();
  const keys = [...hostKeys(lower, mesh.settings.domain), ...wildcardsFor(lower)];
  const found = new Map<string, VirtualService>();
  for (const key of keys) for (const service of mesh.find(byHost, key)) found.set(refKey(refOf(service)), service);
  if (isWildcard(lower))
    for (const service of mesh.find(byWildcardAbove, lower)) found.set(refKey(refOf(service)), service);
  return [...found.values()].sort(oldestFirst);
}

function bestHost(
  mesh: Mesh,
  service: VirtualService,
  host: string,
): { readonly host: string; readonly spot: Spot } | undefined {
  const lower = host.toLowerCase();
  return service.spec.hosts
    .map((written, i) => ({
      host: expandHost(written, service.metadata.namespace, mesh.settings.domain).toLowerCase(),
      spot: { ref: refOf(service), path: `spec.hosts[${i}]` },
    }))
    .filter((named) => hostsOverlap(named.host, lower))
    .sort((a, b) => bySpecificity(a.host, b.host))[0];
}

function reach(
  mesh: Mesh,
  { view, scope, gateway, port }: Seeker,
  service: VirtualService,
  named: { readonly host: string; readonly spot: Spot },
): Candidate | Inert {
  const { ref } = named.spot;
  const { namespace } = service.metadata;
  const host = field(ref, named.spot.path, service.spec.hosts[Number(/\d+/.exec(named.spot.path)?.[0] ?? 0)]);
  if (namespaceSeen(mesh, namespace) === false)
    return {
      ref,
      path: "metadata.namespace",
      reason: "hidden-namespace",
      why: `istiod does not look at namespace ${namespace}: no discovery selector matches its labels`,
      evidence: [host, hidingSelectors(mesh)],
    };
  if (!boundTo(service, gateway))
    return {
      ref,
      path: "spec.gateways",
      reason: "gateways",
      why:
        gateway === meshGateway
          ? `it is bound to ${(service.spec.gateways ?? []).join(", ")} and not to mesh, so sidecars ignore it`
          : `it is not bound to gateway ${gateway}`,
      evidence: [host, field(ref, "spec.gateways", service.spec.gateways)],
    };
  const near = nearness(mesh, service, view.namespace);
  if (near === undefined)
    return {
      ref,
      path: "spec.exportTo",
      reason: "export",
      why: `it is not exported to namespace ${view.namespace}`,
      evidence: [host, ...exportEvidence(mesh, service)],
    };
  if (gateway === meshGateway) {
    const { imported, because, spot } = importsVirtualService(mesh, scope, service, port);
    if (!imported && spot !== undefined)
      return {
        ...spot,
        reason: "egress",
        why: `no egress host of the Sidecar takes in ${namespace}/${named.host}, so VirtualService ${namespace}/${service.metadata.name} does not reach the client`,
        evidence: [host, ...because],
      };
  }
  return { service, host: named.host, spot: named.spot, nearness: near };
}

function hidingSelectors(mesh: Mesh): Evidence {
  const { ref, config } = mesh.settings;
  if (ref === undefined) return byDefault("discoverySelectors of the mesh configuration");
  return field(ref, "mesh.discoverySelectors", asJson(config.discoverySelectors));
}

function exportEvidence(mesh: Mesh, service: VirtualService): readonly Evidence[] {
  const ref = refOf(service);
  const { exportTo } = service.spec;
  if (exportTo !== undefined && exportTo.length > 0) return [field(ref, "spec.exportTo", exportTo)];
  const { ref: map, virtualServiceExportTo } = mesh.settings;
  return map === undefined ? [] : [field(map, "mesh.defaultVirtualServiceExportTo", virtualServiceExportTo)];
}
