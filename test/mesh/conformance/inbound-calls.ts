import { expect } from "vitest";
import { inboundPort } from "../../../src/mesh/inbound-port.ts";
import { peerAuthentication } from "../../../src/mesh/peer-authentication.ts";
import { type AcceptanceOutcome, serverAcceptance } from "../../../src/mesh/server-acceptance.ts";
import { sidecarScope } from "../../../src/mesh/sidecar-scope.ts";
import type { Mesh } from "../../../src/model/mesh.ts";
import type { Workload } from "../../../src/model/workload.ts";

/** What Istio's inbound simulations ask: bytes of a protocol, over some TLS, to a port of a proxy. */
export interface InboundCall {
  readonly protocol: "http" | "tcp";
  readonly tls: "plaintext" | "tls" | "mtls";
  readonly port: number;
  readonly proxy: {
    readonly namespace: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly ip: string;
  };
}

export interface InboundExpect {
  readonly outcome: "ok" | "reset" | "protocol-error";
  readonly error?: "ErrNoFilterChain" | "ErrMTLSError" | "ErrProtocolError";
  readonly passthrough?: boolean;
}

/** The simulation's words for what a connection can come to; all others of ours are `ok` there. */
const errors: Partial<Record<AcceptanceOutcome, InboundExpect["error"]>> = {
  "no-chain": "ErrNoFilterChain",
  "client-cert-required": "ErrMTLSError",
  "wrong-certificate": "ErrMTLSError",
  "tls-bytes-on-http": "ErrProtocolError",
  "not-http": "ErrProtocolError",
};

/** Asks the server's side of the mesh about one call, and compares. */
export function expectInbound(mesh: Mesh, call: InboundCall, wanted: InboundExpect): void {
  const workload = workloadFor(call.proxy);
  const { protocol } = inboundPort(mesh, workload, call.port);
  const { mode } = peerAuthentication(mesh, workload, call.port);
  const ingressTls = userTlsOn(mesh, workload, call.port);
  const { outcome } = serverAcceptance({
    mode,
    protocol,
    wire: call.tls,
    applicationTls: false,
    payload: call.protocol,
    ...(ingressTls === undefined ? {} : { ingressTls }),
  });
  expect(errors[outcome]).toBe(wanted.error);
  if (wanted.passthrough !== undefined) expect(protocol === "none").toBe(wanted.passthrough);
}

function userTlsOn(mesh: Mesh, { namespace, labels }: Workload, port: number): "SIMPLE" | "MUTUAL" | undefined {
  const { sidecar } = sidecarScope(mesh, { kind: "sidecar", namespace, labels });
  const mode = sidecar?.spec.ingress?.find((entry) => entry.port?.number === port)?.tls?.mode;
  return mode === "SIMPLE" || mode === "MUTUAL" ? mode : undefined;
}

function workloadFor({ namespace, labels, ip }: InboundCall["proxy"]): Workload {
  const ref = { apiVersion: "v1", kind: "Pod", namespace, name: "app" };
  return {
    pod: {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "app", namespace, labels, annotations: {} },
      spec: { containers: [] },
      status: { podIP: ip },
    },
    ref,
    namespace,
    labels,
    serviceAccount: "default",
    ip,
    ready: true,
    proxy: { kind: "sidecar", because: [] },
    owner: ref,
  };
}
