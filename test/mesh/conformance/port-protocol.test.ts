import { expect } from "vitest";
import { portProtocol } from "../../../src/mesh/port-protocol.ts";
import { first } from "../yaml-mesh.ts";
import { conformance } from "./suite.ts";

conformance<{ readonly port: number }, { readonly protocol: string }>("port-protocol", {}, (mesh, given) => {
  const port = first(mesh, "Service").spec.ports.find((each) => each.port === given.call.port);
  const wanted = given.expect.protocol;
  expect(port && portProtocol(port)).toBe(wanted === "auto-detect" ? "Auto" : wanted);
});
