import { expect } from "vitest";
import { effectiveHttpRoutes } from "../../../src/mesh/delegates.ts";
import { gatewayVirtualServices } from "../../../src/mesh/gateway-virtual-services.ts";
import { virtualServicesFor } from "../../../src/mesh/virtual-services.ts";
import type { Mesh } from "../../../src/model/mesh.ts";
import { conformance } from "./suite.ts";

interface Call {
  readonly gateway: string;
  readonly from?: { readonly namespace: string };
}
interface Expect {
  readonly virtualServiceHosts?: readonly string[];
  readonly destinations?: readonly string[];
}

const knownGaps = {
  "destinations-by-gateway-scope-gateway-to-namespace-true":
    "the destinations that PILOT_SCOPE_GATEWAY_TO_NAMESPACE leaves over; no object that is read tells that it is set",
};

conformance<Call, Expect>("vs-visibility", knownGaps, (mesh, { call: { gateway, from }, expect: wanted }) => {
  const namespace = from?.namespace ?? gateway.split("/")[0] ?? "";
  if (wanted.destinations !== undefined) {
    expect(destinationsAt(mesh, gateway, namespace)).toEqual(wanted.destinations);
    return;
  }
  const view = { kind: "sidecar" as const, namespace, labels: {} };
  const hosts = mesh
    .all("VirtualService")
    .flatMap(({ spec }) => spec.hosts)
    .filter((host) => virtualServicesFor(mesh, view, host, gateway).inForce.length > 0);
  expect(hosts.sort()).toEqual([...(wanted.virtualServiceHosts ?? [])].sort());
});

function destinationsAt(mesh: Mesh, gateway: string, namespace: string): readonly string[] {
  const hosts = gatewayVirtualServices(mesh, gateway, namespace).flatMap((service) =>
    effectiveHttpRoutes(mesh, service).routes.flatMap(({ route }) =>
      (route.route ?? []).map(({ destination }) => destination.host.replace(/\.svc\..*$/, "")),
    ),
  );
  return [...new Set(hosts)].sort();
}
