import { describe, expect, test } from "vitest";
import type { MtlsMode } from "../../src/mesh/mtls-mode.ts";
import { type AcceptanceOutcome, serverAcceptance } from "../../src/mesh/server-acceptance.ts";
import type { Wire } from "../../src/model/connection.ts";
import type { Protocol } from "../../src/model/service.ts";

type Row = readonly [wire: Wire, payload: "http" | "tcp" | "tls", outcome: AcceptanceOutcome, terminates: boolean];

// Every cell of semantics §3.6, per port kind and mode.
const matrix: readonly (readonly [port: Protocol | "none", mode: MtlsMode, rows: readonly Row[]])[] = [
  [
    "HTTP",
    "STRICT",
    [
      ["plaintext", "http", "no-chain", false],
      ["plaintext", "tls", "client-cert-required", true],
      ["mtls", "http", "http", true],
      ["mtls", "tcp", "not-http", true],
      ["mtls", "tls", "tls-bytes-on-http", true],
      ["tls", "http", "client-cert-required", true],
    ],
  ],
  [
    "GRPC",
    "PERMISSIVE",
    [
      ["plaintext", "http", "http", false],
      ["plaintext", "tcp", "not-http", false],
      ["plaintext", "tls", "no-chain", false],
      ["mtls", "http", "http", true],
      ["tls", "http", "no-chain", false],
    ],
  ],
  [
    "HTTP2",
    "DISABLE",
    [
      ["plaintext", "http", "http", false],
      ["plaintext", "tls", "tls-bytes-on-http", false],
      ["mtls", "http", "tls-bytes-on-http", false],
      ["tls", "http", "tls-bytes-on-http", false],
    ],
  ],
  [
    "TCP",
    "STRICT",
    [
      ["plaintext", "tcp", "no-chain", false],
      ["mtls", "tcp", "tcp", true],
      ["mtls", "http", "tcp", true],
      ["tls", "tcp", "client-cert-required", true],
    ],
  ],
  [
    "HTTPS",
    "PERMISSIVE",
    [
      ["plaintext", "http", "tcp", false],
      ["plaintext", "tls", "passthrough-tls", false],
      ["mtls", "tls", "passthrough-tls", true],
      ["tls", "tcp", "passthrough-tls", false],
    ],
  ],
  [
    "MySQL",
    "DISABLE",
    [
      ["plaintext", "tcp", "tcp", false],
      ["mtls", "tcp", "tls-bytes-to-app", false],
      ["tls", "tcp", "passthrough-tls", false],
    ],
  ],
  [
    "Auto",
    "STRICT",
    [
      ["plaintext", "http", "no-chain", false],
      ["mtls", "http", "http", true],
      ["mtls", "tcp", "tcp", true],
      ["tls", "http", "client-cert-required", true],
    ],
  ],
  [
    "Auto",
    "PERMISSIVE",
    [
      ["plaintext", "http", "http", false],
      ["plaintext", "tcp", "tcp", false],
      ["mtls", "http", "http", true],
      ["mtls", "tcp", "tcp", true],
      ["tls", "http", "passthrough-tls", false],
    ],
  ],
  [
    "none",
    "DISABLE",
    [
      ["plaintext", "http", "http", false],
      ["plaintext", "tcp", "tcp", false],
      ["mtls", "http", "tls-bytes-to-app", false],
      ["tls", "tcp", "passthrough-tls", false],
    ],
  ],
];

describe.each(matrix)("a port of protocol %s under %s", (protocol, mode, rows) => {
  test.each(rows)("%s carrying %s comes to %s", (wire, payload, outcome, terminatesTls) => {
    const applicationTls = payload === "tls";
    expect(serverAcceptance({ mode, protocol, wire, applicationTls, payload })).toEqual({ outcome, terminatesTls });
  });
});

test("an application's own TLS that no proxy wrapped is TLS on the wire", () => {
  const bare = { mode: "STRICT", protocol: "HTTP", wire: "plaintext", applicationTls: true, payload: "http" } as const;
  expect(serverAcceptance(bare).outcome).toBe("client-cert-required");
});

const ingress: readonly (readonly ["SIMPLE" | "MUTUAL", Wire, MtlsMode, AcceptanceOutcome])[] = [
  ["SIMPLE", "plaintext", "DISABLE", "no-chain"],
  ["SIMPLE", "tls", "DISABLE", "http"],
  ["SIMPLE", "mtls", "DISABLE", "wrong-certificate"],
  ["MUTUAL", "tls", "DISABLE", "client-cert-required"],
  ["MUTUAL", "mtls", "DISABLE", "http"],
  ["SIMPLE", "mtls", "STRICT", "http"],
  ["SIMPLE", "plaintext", "PERMISSIVE", "tcp"],
];

test.each(ingress)("Sidecar.ingress TLS %s meets %s under %s: %s", (ingressTls, wire, mode, outcome) => {
  const protocol = mode === "DISABLE" ? "HTTPS" : mode === "STRICT" ? "HTTP" : "TCP";
  const given = { mode, protocol, wire, applicationTls: false, payload: "http", ingressTls } as const;
  expect(serverAcceptance(given).outcome).toBe(outcome);
});
