/** Client setting × server mode, as the matrix of istio-semantics §3.7 has it. */
import { describe, expect, test } from "vitest";
import { manifest, pod } from "../support/manifests.ts";
import { meshConfig } from "../support/small-mesh.ts";
import type { RawObject } from "../support/snapshot.ts";
import { type Call, table, walk, ways } from "../support/walk.ts";

const mtls = "delivered mTLS";
const plain = "delivered plaintext";
/** How failures are named there, for a caller with a sidecar. */
const F1 = "reset 503 UC plaintext-to-strict";
const F2 = "tls-error 503 URX,UF tls-to-plaintext";
const F3 = F2;
const F4 = "tls-error 503 UF no-tls-chain";
const F5 = "tls-error 503 UF no-tls-chain";
const F6 = "reset plaintext-to-strict";

const servers: Readonly<Record<string, readonly RawObject[]>> = {
  "PERMISSIVE by default": [],
  PERMISSIVE: [peer("mtls: { mode: PERMISSIVE }")],
  "STRICT for the mesh": [manifest("PeerAuthentication istio-system/default", "mtls: { mode: STRICT }")],
  "STRICT for the namespace": [peer("mtls: { mode: STRICT }")],
  "STRICT for the workload": [peer("selector: { matchLabels: { app: payment } }, mtls: { mode: STRICT }")],
  "STRICT for the port": [
    peer("selector: { matchLabels: { app: payment } }, portLevelMtls: { 8080: { mode: STRICT } }"),
  ],
  "DISABLE for the namespace": [peer("mtls: { mode: DISABLE }")],
  "DISABLE for the workload": [peer("selector: { matchLabels: { app: payment } }, mtls: { mode: DISABLE }")],
  "no sidecar": bare("payment-1", "payment-2"),
  "no sidecar, whatever is demanded": [...bare("payment-1", "payment-2"), peer("mtls: { mode: STRICT }")],
};

/** A client's setting, and what each server makes of it, in the order above. */
const matrix: readonly (readonly [client: string, given: readonly RawObject[], call: Call, ends: readonly string[]])[] =
  [
    ["a sidecar left to itself", [], {}, [mtls, mtls, mtls, mtls, mtls, mtls, plain, plain, plain, plain]],
    ["DISABLE", [tls("mode: DISABLE")], {}, [plain, plain, F1, F1, F1, F1, plain, plain, plain, plain]],
    ["ISTIO_MUTUAL", [tls("mode: ISTIO_MUTUAL")], {}, [mtls, mtls, mtls, mtls, mtls, mtls, F2, F2, F3, F3]],
    ["SIMPLE", [tls("mode: SIMPLE")], {}, [F4, F4, F5, F5, F5, F5, F2, F2, F3, F3]],
    [
      "MUTUAL with files of its own",
      [tls("mode: MUTUAL, clientCertificate: /c, privateKey: /k, caCertificates: /ca")],
      {},
      [F4, F4, F5, F5, F5, F5, F2, F2, F3, F3],
    ],
    [
      "credentialName, which sidecars drop",
      [tls("mode: SIMPLE, credentialName: any")],
      {},
      [plain, plain, F1, F1, F1, F1, plain, plain, plain, plain],
    ],
    [
      "automatic mTLS switched off",
      [meshConfig({ enableAutoMtls: false })],
      {},
      [plain, plain, F1, F1, F1, F1, plain, plain, plain, plain],
    ],
    [
      "no sidecar",
      [],
      { from: "bare", to: "shop/payment", port: "8080" },
      [plain, plain, F6, F6, F6, F6, plain, plain, plain, plain],
    ],
  ];

describe.each(matrix)("client: %s", (_, given, call, ends) => {
  test.each(Object.keys(servers).map((server, i) => [server, ends[i]]))("server: %s → %s", (server, end) => {
    expect(ways(walk([...given, ...(servers[server ?? ""] ?? [])], call))).toBe(end);
  });
});

describe("the application's own TLS", () => {
  const https = { to: "payment", port: "8443", scheme: "https" };
  const httpsBare = { ...https, from: "bare", to: "shop/payment" };
  const onHttp = { to: "payment", port: "8080", scheme: "https" };
  const [permissive, strict, disabled, none] = [
    [],
    servers["STRICT for the namespace"] ?? [],
    servers["DISABLE for the namespace"] ?? [],
    servers["no sidecar"] ?? [],
  ];
  table([
    ["is wrapped on its way to a TLS port", permissive, mtls, https],
    ["is wrapped where mTLS is demanded", strict, mtls, https],
    ["goes bare where mTLS is off", disabled, plain, https],
    ["goes bare where there is no sidecar", none, plain, https],
    ["passes through without a sidecar of its own", permissive, plain, httpsBare],
    ["shows no mesh certificate where one is demanded", strict, F6, httpsBare],
    ["meets no chain on a port that is declared HTTP", permissive, "tls-error UF no-tls-chain", onHttp],
    ["is passed through to it, and refused where mTLS is demanded", strict, "reset UC plaintext-to-strict", onHttp],
    ["is no HTTP there where mTLS is off", disabled, "protocol-error DPE application-protocol", onHttp],
    ["is not wrapped in a second one", [tls("mode: SIMPLE"), ...none], "protocol-error UC application-protocol", https],
  ]);
});

describe("traps of the automatic choice", () => {
  const namespaceOff = peer("mtls: { mode: DISABLE }", "shop/default");
  const strictWorkload = peer("selector: { matchLabels: { app: payment } }, mtls: { mode: STRICT }");
  table([
    ["T06: the namespace says DISABLE, so a STRICT workload gets plaintext", [namespaceOff, strictWorkload], F1],
    [
      "T07: a port's mode is keyed by the target port",
      [peer("selector: { matchLabels: { app: orders } }, portLevelMtls: { 80: { mode: STRICT } }")],
      plain,
      { from: "bare", to: "shop/orders", port: "80" },
    ],
    [
      "T07: and takes effect when it is",
      [peer("selector: { matchLabels: { app: orders } }, portLevelMtls: { 8080: { mode: STRICT } }")],
      F6,
      { from: "bare", to: "shop/orders", port: "80" },
    ],
    [
      "T08: a selector in the root namespace takes no effect",
      [
        manifest(
          "PeerAuthentication istio-system/payment",
          "selector: { matchLabels: { app: payment } }, mtls: { mode: STRICT }",
        ),
      ],
      plain,
      { from: "bare", to: "shop/payment", port: "8080" },
    ],
    [
      "T09: the older of two policies holds",
      [
        peer("mtls: { mode: STRICT }", "shop/a", "2025-01-02T00:00:00Z"),
        peer("mtls: { mode: PERMISSIVE }", "shop/b", "2025-01-01T00:00:00Z"),
      ],
      plain,
      { from: "bare", to: "shop/payment", port: "8080" },
    ],
    [
      "D16: load balancing PASSTHROUGH with a bare pod means plaintext",
      [
        rule("loadBalancer: { simple: PASSTHROUGH }"),
        ...bare("payment-2"),
        servers["STRICT for the namespace"]?.[0] ?? namespaceOff,
      ],
      `1/2 ${F1}; 1/2 ${plain}`,
    ],
    ["I20: the label promises mTLS where there is no proxy", [labelled("payment-1"), labelled("payment-2")], F3],
    [
      "I21: the label is missing where there is one",
      [unlabelled("payment-1"), unlabelled("payment-2"), servers["STRICT for the namespace"]?.[0] ?? namespaceOff],
      F1,
    ],
    [
      "T12: the server's name is not the one that is insisted on",
      [tls("mode: ISTIO_MUTUAL, subjectAltNames: ['spiffe://cluster.local/ns/shop/sa/other']")],
      "tls-error 503 URX,UF certificate",
    ],
    ["T12: it is", [tls("mode: ISTIO_MUTUAL, subjectAltNames: ['spiffe://cluster.local/ns/shop/sa/payment']")], mtls],
    [
      "T05: a MUTUAL without files goes out bare",
      [tls("mode: MUTUAL"), servers["STRICT for the namespace"]?.[0] ?? namespaceOff],
      F1,
    ],
    [
      "D18: a port's entry resets what the rule says above it",
      [rule("tls: { mode: ISTIO_MUTUAL }, portLevelSettings: [{ port: { number: 8080 }, tls: { mode: DISABLE } }]")],
      plain,
    ],
    [
      "a subset's setting goes before the rule's",
      [
        manifest(
          "VirtualService shop/payment",
          "hosts: [payment], http: [{ route: [{ destination: { host: payment, subset: v1 } }] }]",
        ),
        manifest(
          "DestinationRule shop/payment",
          "host: payment, trafficPolicy: { tls: { mode: ISTIO_MUTUAL } }, subsets: [{ name: v1, trafficPolicy: { tls: { mode: DISABLE } } }]",
        ),
      ],
      plain,
    ],
  ]);
});

function rule(policy: string): RawObject {
  return manifest("DestinationRule shop/payment", `host: payment, trafficPolicy: { ${policy} }`);
}

function tls(setting: string): RawObject {
  return rule(`tls: { ${setting} }`);
}

function peer(spec: string, place = "shop/payment", created?: string): RawObject {
  return manifest(`PeerAuthentication ${place}`, spec, created === undefined ? {} : { created });
}

function bare(...names: readonly string[]): readonly RawObject[] {
  return names.map((name) => server(name, true));
}

function server(name: string, isBare: boolean): RawObject {
  const number = name.slice(-1);
  return pod(`shop/${name}`, {
    labels: `app: payment, version: v${number}`,
    ip: `10.0.2.${number}`,
    serviceAccount: "payment",
    bare: isBare,
  });
}

function labelled(name: string): RawObject {
  const object = server(name, true);
  return {
    ...object,
    metadata: { ...object.metadata, labels: { app: "payment", "security.istio.io/tlsMode": "istio" } },
  };
}

function unlabelled(name: string): RawObject {
  const object = server(name, false);
  return { ...object, metadata: { ...object.metadata, labels: { app: "payment" } } };
}
