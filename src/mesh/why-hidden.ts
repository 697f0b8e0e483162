import type { Inert } from "../model/cause.ts";
import { byDefault, field } from "../model/evidence.ts";
import type { Mesh } from "../model/mesh.ts";
import { refKey, refText } from "../model/ref.ts";
import type { RegistryService } from "../model/service.ts";
import type { ProxyView } from "../model/workload.ts";
import { asJson } from "./as-json.ts";
import { type EgressListener, excludedBy, serviceImportedBy } from "./egress-listeners.ts";
import { importsService } from "./imports.ts";
import { listenersFor, writtenHosts } from "./imports-virtual-service.ts";
import { refIn } from "./ref-in.ts";
import { refOf } from "./ref-of.ts";
import { servicesNamed } from "./registry.ts";
import { dialledService } from "./scoped-service.ts";
import { type SidecarScope, sidecarScope } from "./sidecar-scope.ts";
import { effectiveExportTo, exportedTo, namespaceSeen } from "./visibility.ts";

/**
 * The objects that keep a service from a client, the first to mend first: discovery selectors, `exportTo`, the Sidecar's
 * egress hosts or ports, another service of the same host. Empty: nothing does.
 * Source: as for `serviceVisible` and `importsService`.
 */
export function whyHidden(mesh: Mesh, view: ProxyView, service: RegistryService, port?: number): readonly Inert[] {
  const scope = sidecarScope(mesh, view);
  const hidden = [
    ...undiscovered(mesh, service),
    ...unexported(mesh, view, service),
    ...unimported(scope, service, port),
  ];
  return hidden.length > 0 ? hidden : beaten(mesh, scope, service, port);
}

function undiscovered(mesh: Mesh, { namespace }: RegistryService): readonly Inert[] {
  if (namespaceSeen(mesh, namespace) !== false) return [];
  const object = mesh.get("Namespace", "", namespace);
  const { ref: map, config } = mesh.settings;
  const selectors = asJson(config.discoverySelectors);
  return [
    {
      ref:
        object === undefined
          ? refIn(mesh, { apiVersion: "v1", kind: "Namespace", namespace: "", name: namespace })
          : refOf(object),
      path: "metadata.labels",
      reason: "hidden-namespace",
      why: `no discovery selector of the mesh matches the labels of namespace ${namespace}, so istiod does not look at it`,
      evidence: [
        ...(object === undefined ? [] : [field(refOf(object), "metadata.labels", object.metadata.labels)]),
        map === undefined
          ? byDefault("discoverySelectors of the mesh configuration")
          : field(map, "mesh.discoverySelectors", selectors),
      ],
    },
  ];
}

function unexported(mesh: Mesh, { namespace }: ProxyView, service: RegistryService): readonly Inert[] {
  const { serviceExportTo, ref: map } = mesh.settings;
  if (exportedTo(service.exportTo, serviceExportTo, service.namespace, namespace)) return [];
  const written = effectiveExportTo(service.exportTo, serviceExportTo);
  const why = `${service.hostname} is exported to ${written.join(", ")} and not to namespace ${namespace}`;
  if ((service.exportTo?.length ?? 0) === 0 && map !== undefined) {
    const path = "mesh.defaultServiceExportTo";
    return [
      {
        ref: map,
        path,
        reason: "export",
        why: `${why}, by default of the mesh`,
        evidence: [field(map, path, serviceExportTo)],
      },
    ];
  }
  const path =
    service.registry === "Kubernetes" ? 'metadata.annotations["networking.istio.io/exportTo"]' : "spec.exportTo";
  const value = service.registry === "Kubernetes" ? service.exportTo?.join(",") : service.exportTo;
  return [{ ref: service.ref, path, reason: "export", why, evidence: [field(service.ref, path, value)] }];
}

function unimported(scope: SidecarScope, service: RegistryService, port: number | undefined): readonly Inert[] {
  const { sidecar } = scope;
  if (sidecar === undefined) return [];
  const listeners = listenersFor(scope, port);
  const found: Inert[] = [];
  for (const listener of listeners) {
    const reason = kept(scope, listener, service, port);
    if (reason === undefined) return [];
    found.push(reason);
  }
  if (listeners.length > 0) return found;
  const ref = refOf(sidecar);
  return [
    {
      ref,
      path: "spec.egress",
      reason: "egress",
      why: `no egress listener of ${refText(ref)} serves port ${port ?? "any"}`,
      evidence: [field(ref, "spec.egress", asJson(sidecar.spec.egress))],
    },
  ];
}

/** Why one egress listener does not bring the service; `undefined`: it does. */
function kept(
  scope: SidecarScope,
  listener: EgressListener,
  service: RegistryService,
  port: number | undefined,
): Inert | undefined {
  const ref = refOf(scope.sidecar as NonNullable<SidecarScope["sidecar"]>);
  const full = `${service.namespace}/${service.hostname}`;
  const entry = serviceImportedBy(listener, service.namespace, service.hostname);
  const excluded = excludedBy(listener, service.namespace, service.hostname);
  if (entry !== undefined && excluded !== undefined)
    return {
      ref,
      path: excluded.path,
      reason: "egress",
      why: `${refText(ref)} takes ${full} out again with "${excluded.written}"`,
      evidence: [field(ref, excluded.path, excluded.written)],
    };
  if (entry !== undefined) {
    const { onlyPort } = listener;
    if (
      onlyPort === undefined ||
      (service.ports.some(({ number }) => number === onlyPort) && (port === undefined || port === onlyPort))
    )
      return undefined;
    const path = `${listener.path}.port.number`;
    return {
      ref,
      path,
      reason: "port",
      why: `${refText(ref)} imports ${full} on a listener for port ${onlyPort} only`,
      evidence: [field(ref, path, onlyPort), field(ref, entry.path, entry.written)],
    };
  }
  const missed = misspelt(listener, service);
  const spot = { ref, path: missed?.path ?? `${listener.path}.hosts` };
  return {
    ...spot,
    reason: "egress",
    why: missed === undefined ? `no egress host of ${refText(ref)} takes in ${full}` : missed.why,
    evidence: [missed === undefined ? writtenHosts(scope, spot) : field(ref, missed.path, missed.written)],
  };
}

/** An egress host that was meant for the service, and is not read so. */
function misspelt(
  listener: EgressListener,
  { hostname, namespace }: RegistryService,
): { readonly path: string; readonly written: string; readonly why: string } | undefined {
  for (const { written, path } of listener.ignored)
    if (!written.startsWith("~") && refersTo(written.slice(written.lastIndexOf("/") + 1), hostname))
      return { written, path, why: `istiod ignores "${written}": an egress host has the form namespace/dnsName` };
  for (const { host, written, path, namespace: scope } of listener.imports) {
    if (!refersTo(host, hostname)) continue;
    const whole = host === hostname || host.startsWith("*");
    const why = whole
      ? `"${written}" looks for ${hostname} in namespace ${scope}, and it is in ${namespace}`
      : `"${written}" is taken as it stands: egress hosts are not expanded to ${hostname}`;
    return { written, path, why };
  }
  return undefined;
}

function refersTo(written: string, hostname: string): boolean {
  return written !== "" && (written === hostname || hostname.startsWith(`${written}.`));
}

function beaten(mesh: Mesh, scope: SidecarScope, service: RegistryService, port: number | undefined): readonly Inert[] {
  if (importsService(mesh, scope, service, port).imported) return [];
  const winner = dialledService(mesh, scope, servicesNamed(mesh, service.hostname), port)?.service;
  if (winner === undefined || refKey(winner.ref) === refKey(service.ref)) return [];
  return [
    {
      ref: service.ref,
      path: "spec.hosts",
      reason: "overridden",
      why: `for clients in ${scope.view.namespace}, ${service.hostname} is ${refText(winner.ref)}`,
      evidence: [
        field(service.ref, "metadata.namespace", service.namespace),
        field(winner.ref, "metadata.namespace", winner.namespace),
      ],
    },
  ];
}
