import { describe, expect, test } from "vitest";
import { type ClientTlsDecision, clientTls } from "../../src/mesh/client-tls.ts";
import { destinationRuleFor } from "../../src/mesh/destination-rules.ts";
import { inferredServerMode } from "../../src/mesh/inferred-server-mode.ts";
import type { Kind } from "../../src/model/resource-kinds.ts";
import type { Endpoint, RegistryService } from "../../src/model/service.ts";
import type { ProxyView } from "../../src/model/workload.ts";
import { endpointStub, portStub, serviceStub } from "./registry-stubs.ts";
import { yamlMesh } from "./yaml-mesh.ts";

interface Given {
  /** Of the DestinationRule; absent: there is none. */
  readonly spec?: string;
  readonly more?: string;
  readonly service?: Partial<RegistryService>;
  readonly endpoint?: Partial<Endpoint>;
  readonly view?: Partial<ProxyView>;
  readonly subset?: string;
  readonly sidecars?: boolean;
  readonly unread?: readonly Kind[];
}

function decide({
  spec,
  more = "",
  service = {},
  endpoint = {},
  view = {},
  subset,
  sidecars = true,
  unread,
}: Given): ClientTlsDecision {
  const rule =
    spec === undefined
      ? ""
      : `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { namespace: shop, name: pay }
spec: { host: payment, ${spec} }
---
`;
  const mesh = yamlMesh(rule + more, unread);
  const target = serviceStub(service);
  const client: ProxyView = { kind: "sidecar", namespace: "shop", labels: { app: "checkout" }, ...view };
  return clientTls({
    mesh,
    view: client,
    service: target,
    port: portStub,
    rule: destinationRuleFor(mesh, client, target).rule,
    subset,
    endpoint: endpointStub(endpoint),
    inferred: inferredServerMode(mesh, target, { endpointsHaveSidecars: sidecars }),
  });
}

function peerAuthentication(spec: string): string {
  return `
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: { namespace: shop, name: pa }
spec: ${spec}
---
`;
}

const tls = (block: string): string => `trafficPolicy: { tls: { ${block} } }`;
const meshConfig = (text: string): string => `
apiVersion: v1
kind: ConfigMap
metadata: { name: istio, namespace: istio-system }
data: { mesh: "${text}" }
---
`;
const ports = "selector: { matchLabels: { app: payment } }, portLevelMtls: { 9090: { mode: DISABLE } }";
const passthrough = "loadBalancer: { simple: PASSTHROUGH }";
const anyPort = (blocks: string): string => `portLevelSettings: [{ port: { number: 8080 }, ${blocks} }]`;

describe("what goes on the wire", () => {
  const rows: readonly (readonly [string, Given, string, string | undefined])[] = [
    ["auto to a sidecar", {}, "mtls AUTO", undefined],
    ["auto to a STRICT sidecar", { more: peerAuthentication("{ mtls: { mode: STRICT } }") }, "mtls AUTO", undefined],
    ["auto to a pod without the label", { endpoint: { tlsMode: "disabled" } }, "plaintext AUTO", "no-tls-label"],
    [
      "auto, the namespace says DISABLE",
      { more: peerAuthentication("{ mtls: { mode: DISABLE } }") },
      "plaintext AUTO",
      "inferred-disable",
    ],
    [
      "auto, the endpoint's port says DISABLE",
      { more: peerAuthentication(`{ ${ports} }`) },
      "plaintext AUTO",
      "inferred-disable",
    ],
    [
      "the key is the target port",
      { more: peerAuthentication(`{ ${ports} }`), endpoint: { port: 8080 } },
      "mtls AUTO",
      undefined,
    ],
    ["auto mTLS off", { more: meshConfig("enableAutoMtls: false") }, "plaintext AUTO", "auto-mtls-off"],
    ["outside the mesh", { service: { meshExternal: true } }, "plaintext AUTO", "mesh-external"],
    ["headless, all with sidecars", { service: { resolution: "original", headless: true } }, "mtls AUTO", undefined],
    [
      "headless, one without",
      { service: { resolution: "original", headless: true }, sidecars: false },
      "plaintext AUTO",
      "inferred-disable",
    ],
    [
      "headless does not ask the endpoint's port",
      { service: { resolution: "original", headless: true }, more: peerAuthentication(`{ ${ports} }`) },
      "mtls AUTO",
      undefined,
    ],
    [
      "a gateway asks it even there",
      {
        service: { resolution: "original", headless: true },
        more: peerAuthentication(`{ ${ports} }`),
        view: { kind: "gateway" },
      },
      "plaintext AUTO",
      "inferred-disable",
    ],
    [
      "PASSTHROUGH does not ask it",
      { spec: `trafficPolicy: { ${passthrough} }`, more: peerAuthentication(`{ ${ports} }`) },
      "mtls AUTO",
      undefined,
    ],
    ["DISABLE", { spec: tls("mode: DISABLE") }, "plaintext DISABLE", "destination-rule"],
    ["a tls block without mode", { spec: tls("sni: x") }, "plaintext DISABLE", "destination-rule"],
    [
      "ISTIO_MUTUAL, whatever the endpoint",
      { spec: tls("mode: ISTIO_MUTUAL"), endpoint: { tlsMode: "disabled" } },
      "mtls ISTIO_MUTUAL",
      undefined,
    ],
    ["SIMPLE", { spec: tls("mode: SIMPLE") }, "tls SIMPLE", undefined],
    [
      "SIMPLE to an outside host",
      { spec: tls("mode: SIMPLE"), service: { meshExternal: true } },
      "tls SIMPLE",
      undefined,
    ],
    [
      "MUTUAL with files",
      { spec: tls("mode: MUTUAL, clientCertificate: /c, privateKey: /k") },
      "tls MUTUAL",
      undefined,
    ],
    ["MUTUAL without files", { spec: tls("mode: MUTUAL") }, "plaintext MUTUAL", "destination-rule"],
    [
      "credentialName on a sidecar",
      { spec: tls("mode: SIMPLE, credentialName: c") },
      "plaintext SIMPLE",
      "destination-rule",
    ],
    [
      "credentialName on a selected sidecar",
      { spec: `${tls("mode: SIMPLE, credentialName: c")}, workloadSelector: { matchLabels: { app: checkout } }` },
      "tls SIMPLE",
      undefined,
    ],
    [
      "credentialName on a gateway",
      { spec: tls("mode: SIMPLE, credentialName: c"), view: { kind: "gateway" } },
      "tls SIMPLE",
      undefined,
    ],
    [
      "a ConfigMap's CA on a sidecar",
      { spec: tls("mode: SIMPLE, credentialName: 'configmap://c'") },
      "tls SIMPLE",
      undefined,
    ],
    [
      "a port's entry without tls, the top level DISABLE: auto, but endpoints are marked",
      { spec: `trafficPolicy: { tls: { mode: DISABLE }, ${anyPort("loadBalancer: {}")} }` },
      "plaintext AUTO",
      "destination-rule",
    ],
    [
      "the same with ISTIO_MUTUAL",
      {
        spec: `trafficPolicy: { tls: { mode: ISTIO_MUTUAL }, ${anyPort("loadBalancer: {}")} }`,
        endpoint: { tlsMode: "disabled" },
      },
      "mtls AUTO",
      undefined,
    ],
    [
      "a subset's own",
      { spec: "subsets: [{ name: v1, trafficPolicy: { tls: { mode: DISABLE } } }]", subset: "v1" },
      "plaintext DISABLE",
      "destination-rule",
    ],
  ];

  test.each(rows)("%s", (_, given, wanted, reason) => {
    const decision = decide(given);
    expect(`${decision.wire} ${decision.mode}`).toBe(wanted);
    expect(decision.reason?.code).toBe(reason);
    expect(decision.because.length).toBeGreaterThan(0);
  });
});

describe("the server name", () => {
  test.each([
    [{}, "outbound_.8080_._.payment.shop.svc.cluster.local"],
    [{ spec: "subsets: [{ name: v1 }]", subset: "v1" }, "outbound_.8080_.v1_.payment.shop.svc.cluster.local"],
    [{ spec: tls("mode: ISTIO_MUTUAL, sni: given.example.com") }, "given.example.com"],
    [{ spec: tls("mode: SIMPLE, sni: given.example.com") }, "given.example.com"],
    [{ spec: tls("mode: SIMPLE") }, undefined],
  ] as const)("%j", (given, wanted) => {
    expect(decide(given).sni).toBe(wanted);
  });
});

describe("whom the client believes", () => {
  const sans = (name: string): string => tls(`mode: ISTIO_MUTUAL, subjectAltNames: ["${name}"]`);

  test("the endpoint's own service account", () => {
    const right = decide({ spec: sans("spiffe://cluster.local/ns/shop/sa/payment") });
    expect(right).toMatchObject({ sans: ["spiffe://cluster.local/ns/shop/sa/payment"] });
    expect(right.sanMismatch).toBeUndefined();
  });

  test("not another's", () => {
    expect(decide({ spec: sans("spiffe://cluster.local/ns/shop/sa/other") }).sanMismatch).toMatchObject({
      spot: { path: "spec.trafficPolicy.tls.subjectAltNames" },
      shown: "spiffe://cluster.local/ns/shop/sa/payment",
    });
  });

  test("nobody is known where the account is not", () => {
    expect(decide({ spec: sans("spiffe://x"), endpoint: { serviceAccount: undefined } }).sanMismatch).toBeUndefined();
  });
});

describe("the credential", () => {
  const spec = tls("mode: SIMPLE, credentialName: ca");
  const gateway = { kind: "gateway" } as const;

  test("is missing where no Secret of that name is in the proxy's namespace", () => {
    expect(decide({ spec, view: gateway }).credentialMissing).toMatchObject({ name: "ca", namespace: "shop" });
  });

  test("is there", () => {
    const more = "apiVersion: v1\nkind: Secret\nmetadata: { namespace: shop, name: ca }\n";
    expect(decide({ spec, view: gateway, more }).credentialMissing).toBeUndefined();
  });

  test("is not known where Secrets were not read", () => {
    const decision = decide({ spec, view: gateway, unread: ["Secret"] });
    expect(decision.credentialMissing).toBeUndefined();
    expect(decision.gap?.kind).toBe("Secret");
  });
});

test("the field to blame is named", () => {
  expect(decide({ spec: tls("mode: DISABLE") }).spot?.path).toBe("spec.trafficPolicy.tls.mode");
  expect(decide({ spec: tls("mode: SIMPLE, credentialName: c") }).reason).toMatchObject({
    spot: { path: "spec.trafficPolicy.tls.credentialName" },
    credentialName: "c",
  });
  expect(decide({ more: peerAuthentication("{ mtls: { mode: DISABLE } }") }).spot?.path).toBe("spec.mtls.mode");
  expect(decide({ more: meshConfig("enableAutoMtls: false") }).spot?.path).toBe("mesh.enableAutoMtls");
});
