import { expect } from "vitest";
import { tcpRoute, tlsRoute } from "../../../src/mesh/l4-routes.ts";
import { survivingHttpRoutes } from "../../../src/mesh/surviving-routes.ts";
import { conformance } from "./suite.ts";

interface Call {
  readonly from: { readonly namespace: string };
}

conformance<Call, { readonly matches: boolean }>("source-match", {}, (mesh, { call, expect: wanted }) => {
  const services = mesh.all("VirtualService");
  const view = { kind: "sidecar" as const, namespace: call.from.namespace, labels: {} };
  const sni = services[0]?.spec.tls?.[0]?.match[0]?.sniHosts[0];
  const asked = { view, port: 80, gateway: "mesh", sni, destinationIp: undefined };
  const matches = [
    services.some((service) => survivingHttpRoutes(mesh, service, asked).routes.length > 0),
    tlsRoute(mesh, services, asked).kind === "route",
    tcpRoute(mesh, services, asked).kind === "route",
  ];
  expect(matches.includes(true)).toBe(wanted.matches);
});
