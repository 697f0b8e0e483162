import { expect } from "vitest";
import { clientTls } from "../../../src/mesh/client-tls.ts";
import type { InferredMode } from "../../../src/mesh/inferred-server-mode.ts";
import { servicesNamed } from "../../../src/mesh/registry.ts";
import type { Endpoint } from "../../../src/model/service.ts";
import { conformance } from "./suite.ts";

interface Call {
  readonly to: { readonly host: string };
  readonly serverMtlsMode: InferredMode["mode"];
}

interface Expect {
  readonly mode: "ISTIO_MUTUAL" | "plaintext";
}

conformance<Call, Expect>("auto-mtls", {}, (mesh, { call, expect: wanted }) => {
  const [service] = servicesNamed(mesh, call.to.host);
  const port = service?.ports[0];
  if (service === undefined || port === undefined) throw new Error("Cannot find the service");
  const endpoint: Endpoint = {
    address: "10.0.0.9",
    port: port.number,
    ready: true,
    labels: {},
    namespace: service.namespace,
    serviceAccount: undefined,
    ref: service.ref,
    proxy: undefined,
    tlsMode: "istio",
  };
  const { wire } = clientTls({
    mesh,
    view: { kind: "sidecar", namespace: "default", labels: {} },
    service,
    port,
    rule: undefined,
    subset: undefined,
    endpoint,
    inferred: { mode: call.serverMtlsMode, spot: undefined, why: "given", because: [] },
  });
  expect(wire).toBe(wanted.mode === "ISTIO_MUTUAL" ? "mtls" : "plaintext");
});
