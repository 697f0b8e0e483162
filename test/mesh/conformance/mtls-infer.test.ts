import { expect } from "vitest";
import { inferredServerMode } from "../../../src/mesh/inferred-server-mode.ts";
import { servicesNamed } from "../../../src/mesh/registry.ts";
import { conformance } from "./suite.ts";

interface Call {
  readonly to: { readonly service: string; readonly namespace: string };
  readonly endpoints?: readonly { readonly tlsMode: string }[];
}

conformance<Call, { readonly serviceMtlsMode: string }>("mtls-infer", {}, (mesh, { call, expect: wanted }) => {
  const { service: name, namespace } = call.to;
  const [service] = servicesNamed(mesh, `${name}.${namespace}.svc.cluster.local`);
  if (service === undefined) throw new Error("Cannot find the service");
  const endpoints = call.endpoints ?? [];
  const endpointsHaveSidecars = endpoints.length > 0 && endpoints.every(({ tlsMode }) => tlsMode === "istio");
  expect(inferredServerMode(mesh, service, { endpointsHaveSidecars }).mode).toBe(wanted.serviceMtlsMode);
});
