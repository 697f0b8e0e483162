import { expect } from "vitest";
import { expandHost, hostsOverlap, isWildcard } from "../../../src/mesh/host.ts";
import { portOf, servicesNamed, servicesWithPort } from "../../../src/mesh/registry.ts";
import { dialledService } from "../../../src/mesh/scoped-service.ts";
import { sidecarOwner } from "../../../src/mesh/sidecar-owner.ts";
import { type SidecarScope, sidecarScope } from "../../../src/mesh/sidecar-scope.ts";
import { virtualServicesFor } from "../../../src/mesh/virtual-services.ts";
import type { Mesh } from "../../../src/model/mesh.ts";
import type { RegistryService } from "../../../src/model/service.ts";
import { conformance } from "./suite.ts";

interface Call {
  readonly from: { readonly namespace: string; readonly labels: Readonly<Record<string, string>> };
  readonly host?: string;
  readonly port: number;
}
interface Expect {
  readonly outcome: "ok" | "no-virtual-host" | "no-route-table";
  readonly destination?: { readonly host: string; readonly port: number };
}

const gatewayApi = "an HTTPRoute whose parent is a Service routes, and routes of the Gateway API are not modelled yet";

const knownGaps = {
  "consumer-rule-port-80-httproute-known-default-svc-cluster-local": gatewayApi,
  "multi-host-import-single-httproute-known-default-svc-cluster-local": gatewayApi,
  "producer-rule-port-80-httproute-known-default-svc-cluster-local": gatewayApi,
  "same-namespace-conflict-httproute-known-default-svc-cluster-local": gatewayApi,
  "simple-port-80-httproute-known-default-svc-cluster-local": gatewayApi,
  "simple-port-8080-httproute-known-default-svc-cluster-local": gatewayApi,
};

conformance<Call, Expect>("sidecar-routes", knownGaps, (mesh, { call, expect: wanted }) => {
  const found = call.host === undefined ? undefined : virtualHost(mesh, { ...call, host: call.host });
  expect(found).toEqual(
    wanted.destination === undefined ? undefined : `${wanted.destination.host}:${wanted.destination.port}`,
  );
});

/** Where the virtual host of exactly this name sends a request without a path or a header to speak of. */
function virtualHost(mesh: Mesh, { from, host, port }: Call & { readonly host: string }): string | undefined {
  const view = { kind: "sidecar", namespace: from.namespace, labels: from.labels } as const;
  const scope = sidecarScope(mesh, view);
  const service = known(mesh, scope, host, port);
  const more = service === undefined ? { anyService: (other: string) => anyService(mesh, scope, other, port) } : {};
  const { inForce } = virtualServicesFor(mesh, view, host, "mesh", { scope, port, ...more });
  const naming = inForce.filter(
    ({ spec, metadata }) =>
      service !== undefined ||
      spec.hosts.some((written) => expandHost(written, metadata.namespace, "cluster.local") === host),
  );
  const [route] = sidecarOwner(mesh, naming, { view, port, gateway: "mesh" }).routes;
  const to = route?.entry.route.route?.[0]?.destination;
  if (to !== undefined) return `${to.host}:${to.port?.number ?? port}`;
  return service === undefined ? undefined : `${service.hostname}:${port}`;
}

function known(mesh: Mesh, scope: SidecarScope, host: string, port: number): RegistryService | undefined {
  const service = dialledService(mesh, scope, servicesNamed(mesh, host), port)?.service;
  return service === undefined || portOf(service, port) === undefined ? undefined : service;
}

function anyService(mesh: Mesh, scope: SidecarScope, host: string, port: number): boolean {
  if (!isWildcard(host)) return known(mesh, scope, host, port) !== undefined;
  return [...servicesWithPort(mesh, port)].some(
    ({ hostname }) => hostsOverlap(host, hostname) && known(mesh, scope, hostname, port) !== undefined,
  );
}
