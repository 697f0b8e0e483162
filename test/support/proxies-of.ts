/** What proxies would hold if they held what the model says. */
import { authorizationPoliciesFor } from "../../src/mesh/authorization-policies.ts";
import { createMesh } from "../../src/mesh/create-mesh.ts";
import { destinationRuleFor } from "../../src/mesh/destination-rules.ts";
import { expandHost } from "../../src/mesh/host.ts";
import { peerAuthentication } from "../../src/mesh/peer-authentication.ts";
import { registryService } from "../../src/mesh/registry.ts";
import { scopedService } from "../../src/mesh/scoped-service.ts";
import { sidecarOwner } from "../../src/mesh/sidecar-owner.ts";
import { sidecarScope } from "../../src/mesh/sidecar-scope.ts";
import type { SurvivingRoute } from "../../src/mesh/surviving-routes.ts";
import { virtualServicesFor } from "../../src/mesh/virtual-services.ts";
import { workloadOf } from "../../src/mesh/workloads.ts";
import type { Mesh } from "../../src/model/mesh.ts";
import type { HeldCluster, HeldInbound, HeldRoutes, ProxyState } from "../../src/model/proxy-state.ts";
import { configTypes } from "../../src/model/proxy-state.ts";
import { isHttp, type RegistryService } from "../../src/model/service.ts";
import type { Snapshot } from "../../src/model/snapshot.ts";
import type { ProxyView, Workload } from "../../src/model/workload.ts";

/** A day after the snapshot: certificates that are good for long. */
const dayMs = 24 * 3_600_000;

/** The states of all sidecars of a snapshot: each knows every service in its scope, and took all it was sent. */
export function proxiesOf(snapshot: Snapshot): readonly ProxyState[] {
  const mesh = createMesh(snapshot);
  const services = mesh.all("Service").map((service) => registryService(service, mesh.settings.domain));
  return mesh
    .all("Pod")
    .map((pod) => workloadOf(mesh, pod))
    .filter(({ proxy }) => proxy.kind === "sidecar")
    .map((workload) => stateOf(mesh, services, workload));
}

function stateOf(mesh: Mesh, services: readonly RegistryService[], workload: Workload): ProxyState {
  const { namespace, labels, ref, serviceAccount } = workload;
  const view: ProxyView = { kind: "sidecar", namespace, labels };
  const scope = sidecarScope(mesh, view);
  const known = services.flatMap((service) => scopedService(mesh, scope, [service])?.service ?? []);
  return {
    pod: { namespace, name: ref.name },
    sync: { connected: true, types: configTypes.map((type) => ({ type, state: "synced" })) },
    held: {
      istioVersion: "1.30.0",
      hosts: services.map(({ hostname }) => hostname),
      clusters: known.flatMap((service) => clustersOf(mesh, view, service)),
      routes: known.flatMap((service) => routesOf(mesh, view, service)),
      inbound: inboundOf(mesh, workload),
      rejected: [],
      certificate: {
        notAfter: new Date(Date.parse(snapshotTime(mesh)) + dayMs).toISOString(),
        identity: `spiffe://cluster.local/ns/${namespace}/sa/${serviceAccount}`,
      },
    },
  };
}

function snapshotTime({ at }: Mesh): string {
  return at;
}

function clustersOf(mesh: Mesh, view: ProxyView, service: RegistryService): readonly HeldCluster[] {
  const { rule } = destinationRuleFor(mesh, view, service);
  const made = rule === undefined ? {} : { destinationRule: { namespace: rule.ref.namespace, name: rule.ref.name } };
  return service.ports.flatMap(({ number }) =>
    ["", ...(rule?.subsets ?? []).map(({ name }) => name)].map((subset) => ({
      name: `outbound|${number}|${subset}|${service.hostname}`,
      ...made,
    })),
  );
}

function routesOf(mesh: Mesh, view: ProxyView, { hostname, ports }: RegistryService): readonly HeldRoutes[] {
  return ports
    .filter(({ protocol }) => isHttp(protocol) || protocol === "Auto")
    .map(({ number, protocol }) => {
      const { inForce } = virtualServicesFor(mesh, view, hostname, "mesh", { port: number });
      const { service, routes } = sidecarOwner(mesh, inForce, { view, port: number, gateway: "mesh" });
      const owner = service?.metadata;
      return {
        table: protocol === "Auto" ? `${hostname}:${number}` : String(number),
        host: hostname,
        virtualServices: owner === undefined ? [] : [{ namespace: owner.namespace, name: owner.name }],
        clusters: owner === undefined ? [`outbound|${number}||${hostname}`] : clustersNamed(mesh, routes, number),
      };
    });
}

/** Weights of zero are left out where there are others. */
function clustersNamed(mesh: Mesh, routes: readonly SurvivingRoute[], dialled: number): readonly string[] {
  return routes.flatMap(({ entry: { route, spot } }) =>
    (route.route ?? [])
      .filter(({ weight }, _, all) => all.length === 1 || (weight ?? 0) > 0)
      .map(({ destination: { host, port, subset } }) => {
        const full = expandHost(host, spot.ref.namespace, mesh.settings.domain);
        return `outbound|${port?.number ?? dialled}|${subset ?? ""}|${full}`;
      }),
  );
}

function inboundOf(mesh: Mesh, { namespace, labels }: Workload): HeldInbound {
  const { allow, deny, audit, dryRun } = authorizationPoliciesFor(mesh, { namespace, labels, kind: "sidecar" });
  const named = (isDry: boolean) => (policy: (typeof allow)[number]) => ({
    namespace: policy.metadata.namespace,
    name: policy.metadata.name,
    dryRun: isDry,
  });
  const accepted = (port?: number) => peerAuthentication(mesh, { namespace, labels }, port).mode !== "STRICT";
  return {
    policies: [...[...allow, ...deny, ...audit].map(named(false)), ...dryRun.map(named(true))],
    plaintext: [
      { port: 8080, accepted: accepted(8080) },
      { port: 0, accepted: accepted() },
    ],
  };
}
