import { expect } from "vitest";
import { effectiveHttpRoutes } from "../../../src/mesh/delegates.ts";
import { gatewayName } from "../../../src/mesh/gateway-name.ts";
import type { HttpMatchRequest } from "../../../src/model/resources/virtual-service.ts";
import { conformance } from "./suite.ts";

interface Expect {
  readonly outcome: "merged" | "conflict";
  readonly match?: readonly HttpMatchRequest[] | null;
}

conformance<{ readonly root: string }, Expect>("vs-delegate", {}, (mesh, { call, expect: wanted }) => {
  const [namespace = "", name = ""] = call.root.split("/");
  const root = mesh.get("VirtualService", namespace, name);
  if (root === undefined) throw new Error(`Cannot find VirtualService ${call.root}`);
  const { routes, vanished } = effectiveHttpRoutes(mesh, root);
  expect(routes.length > 0 ? "merged" : "conflict").toBe(wanted.outcome);
  expect(vanished.length > 0).toBe(wanted.outcome === "conflict");
  // Istio's tests merge before gateway names are written out.
  const full = wanted.match?.map(({ gateways, ...match }) =>
    gateways === undefined ? match : { ...match, gateways: gateways.map((gateway) => gatewayName(gateway, namespace)) },
  );
  const merged = routes.flatMap(({ matches }) => matches.map(({ match }) => match));
  if (full !== undefined) expect(merged).toMatchObject(full);
});
