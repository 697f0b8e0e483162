import { describe, expect, test } from "vitest";
import { endingsOf } from "../../src/model/trace.ts";
import type { Given } from "../support/manifests.ts";
import { manifest, pod, without } from "../support/manifests.ts";
import { paymentV1, paymentV2 } from "../support/small-mesh.ts";
import type { RawObject } from "../support/snapshot.ts";
import { landings, table, walk } from "../support/walk.ts";

const nobody = "no-endpoint 503 UH no-endpoints";
const v1 = (more: Partial<Parameters<typeof pod>[1]>) =>
  pod("shop/payment-1", {
    labels: "app: payment, version: v1",
    ip: "10.0.2.1",
    serviceAccount: "payment",
    ports: "web: 8080",
    ...more,
  });
const v2 = (more: Partial<Parameters<typeof pod>[1]>) =>
  pod("shop/payment-2", {
    labels: "app: payment, version: v2",
    ip: "10.0.2.2",
    serviceAccount: "payment",
    ports: "web: 8080",
    ...more,
  });
const service = (spec: string) => manifest("Service shop/payment", `clusterIP: 10.96.0.2, ${spec}`);

describe("who stands behind a Service", () => {
  table([
    ["every ready pod", [], "delivered mTLS"],
    ["not the ones that are not ready", [v1({ unready: true })], "delivered mTLS"],
    ["nobody, where none is ready", [v1({ unready: true }), v2({ unready: true })], nobody],
    [
      "all, where unready addresses are published",
      [
        v1({ unready: true }),
        v2({ unready: true }),
        service("selector: { app: payment }, publishNotReadyAddresses: true, ports: [{ name: http, port: 8080 }]"),
      ],
      "delivered mTLS",
    ],
    [
      "nobody, where the selector finds none",
      [service("selector: { app: paymentt }, ports: [{ name: http, port: 8080 }]")],
      nobody,
    ],
    ["nobody, where none runs", [without(paymentV1), without(paymentV2)], nobody],
    ["not pods that have ended", [finished(paymentV1), finished(paymentV2)], nobody],
    [
      "the pods that have the named port",
      [service("selector: { app: payment }, ports: [{ name: http, port: 8080, targetPort: web }]")],
      "delivered mTLS",
    ],
    [
      "nobody, where no container declares the named port",
      [service("selector: { app: payment }, ports: [{ name: http, port: 8080, targetPort: webb }]")],
      nobody,
    ],
    [
      "only those pods that declare the named port",
      [v1({ ports: "" }), service("selector: { app: payment }, ports: [{ name: http, port: 8080, targetPort: web }]")],
      "delivered mTLS",
    ],
    [
      "is not known where a Service has neither selector nor slices",
      [service("ports: [{ name: http, port: 8080 }]")],
      "unknown unreadable",
    ],
  ]);
});

describe("EndpointSlices, where there are any,", () => {
  const slice = (endpoints: string, ports = "[{ name: http, port: 8080 }]") => slices(endpoints, ports);
  const one = "{ addresses: [10.0.2.1], conditions: { ready: true }, targetRef: { kind: Pod, name: payment-1 } }";
  table([
    ["say who stands behind it", [slice(`[${one}]`)], "delivered mTLS"],
    ["say that nobody does", [slice("[]")], nobody],
    ["say that nobody is ready", [slice("[{ addresses: [10.0.2.1], conditions: { ready: false } }]")], nobody],
    ["say it of a port by its name", [slice(`[${one}]`, "[{ name: other, port: 8080 }]")], nobody],
    ["of another Service say nothing", [slice(`[${one}]`).replace("payment }", "orders }")], nobody],
    [
      "may name addresses that are no pods",
      [slice("[{ addresses: [203.0.113.7], conditions: { ready: true } }]")],
      "delivered plaintext",
    ],
    [
      "may name pods that were not read",
      [slice("[{ addresses: [10.0.2.9], targetRef: { kind: Pod, name: payment-9 } }]")],
      "unknown unreadable",
    ],
  ]);
});

describe("a Service that keeps requests on the caller's node", () => {
  const local = service(
    "selector: { app: payment }, internalTrafficPolicy: Local, ports: [{ name: http, port: 8080 }]",
  );
  table(
    [
      [
        "sends to the endpoints there",
        [local, v1({ node: "node-a" }), v2({ node: "node-b", bare: true })],
        "payment:8080",
      ],
      [
        "sends callers of each node to what is there",
        [
          local,
          v1({ node: "node-a" }),
          v2({ node: "node-a" }),
          pod("shop/checkout-2", {
            labels: "app: checkout",
            ip: "10.0.1.2",
            serviceAccount: "checkout",
            node: "node-b",
          }),
        ],
        `1/2 payment:8080; 1/2 ${nobody}`,
      ],
      ["sends nowhere when there is none", [local, v1({ node: "node-b" }), v2({ node: "node-b" })], nobody],
    ],
    landings,
  );
});

describe("a headless Service", () => {
  const headless = manifest(
    "Service shop/payment",
    "selector: { app: payment }, clusterIP: None, ports: [{ name: http, port: 8080 }]",
  );
  const strict = manifest("PeerAuthentication istio-system/default", "mtls: { mode: STRICT }");
  const disabled = manifest(
    "PeerAuthentication shop/payment",
    "selector: { matchLabels: { app: payment } }, mtls: { mode: DISABLE }",
  );
  table([
    ["is reached by its name", [headless, strict], "delivered mTLS"],
    [
      "is reached by a pod's name under it",
      [headless, strict],
      "delivered mTLS",
      { header: ["host: payment-1.payment.shop.svc.cluster.local:8080"] },
    ],
    ["gets plaintext for the sake of one pod without a sidecar", [headless, v2({ bare: true })], "delivered plaintext"],
    [
      "so fails at those with one, where mTLS is demanded",
      [headless, strict, v2({ bare: true })],
      "1/2 reset 503 UC plaintext-to-strict; 1/2 delivered plaintext",
    ],
    ["gets mTLS whatever a workload's policy says", [headless, disabled], "tls-error 503 URX,UF tls-to-plaintext"],
  ]);
});

describe("an ExternalName", () => {
  const alias = (host: string) =>
    manifest("Service shop/alias", `type: ExternalName, externalName: ${host}, ports: [{ name: http, port: 8080 }]`);
  const strict = manifest("PeerAuthentication istio-system/default", "mtls: { mode: STRICT }");
  const call = { to: "alias", port: "8080" };
  table([
    ["of a Service is that Service", [alias("payment.shop.svc.cluster.local"), strict], "delivered mTLS", call],
    ["of an outside host is the outside", [alias("api.example.com")], "delivered plaintext", call],
  ]);
});

describe("why nobody stands behind it", () => {
  const reasons: readonly (readonly [reason: string, path: string, given: readonly Given[]])[] = [
    ["selector", "spec.selector", [service("selector: { app: paymentt }, ports: [{ name: http, port: 8080 }]")]],
    ["no-pods", "spec.selector", [service("selector: { role: x }, ports: [{ name: http, port: 8080 }]")]],
    ["scaled-to-zero", "spec.replicas", [without(paymentV1), without(paymentV2), deployment("replicas: 0,")]],
    ["no-pods", "spec.template", [without(paymentV1), without(paymentV2)]],
    ["not-ready", "spec.template", [v1({ unready: true }), v2({ unready: true })]],
    [
      "named-port",
      "spec.ports[0].targetPort",
      [service("selector: { app: payment }, ports: [{ name: http, port: 8080, targetPort: webb }]")],
    ],
  ];
  test.each(reasons)("%s at %s", (reason, path, given) => {
    const [ending] = endingsOf(walk(given), "no-endpoints");
    expect([ending?.cause.reason, ending?.cause.spot.path]).toEqual([reason, path]);
  });
});

function deployment(more: string): RawObject {
  return manifest(
    "Deployment shop/payment",
    `${more} selector: { matchLabels: { app: payment } }, template: { metadata: { labels: { app: payment } }, spec: { containers: [] } }`,
  );
}

function finished(of: RawObject): RawObject {
  return { ...of, status: { phase: "Succeeded" } };
}

function slices(endpoints: string, ports: string): string {
  return `{ apiVersion: discovery.k8s.io/v1, kind: EndpointSlice, metadata: { name: payment-1, namespace: shop, labels: { kubernetes.io/service-name: payment } }, addressType: IPv4, endpoints: ${endpoints}, ports: ${ports} }`;
}

describe("why a named port leads nowhere", () => {
  const named = service("selector: { app: payment }, ports: [{ name: http, port: 8080, targetPort: web }]");
  const why = (...given: Given[]): string | undefined => {
    const [end] = endingsOf(walk([named, ...given]), "no-endpoints");
    return end === undefined ? undefined : `${end.cause.reason}: ${end.cause.why}`;
  };

  test("no container declares it", () => {
    expect(why(v1({ ports: "other: 8080" }), v2({ ports: "other: 8080" }))).toBe(
      'named-port: targetPort "web" is a name that no container of its pods declares',
    );
  });

  test("no container of a ready pod declares it", () => {
    expect(why(v1({ ports: "other: 8080" }), v2({ unready: true }))).toBe(
      'named-port: targetPort "web" is a name that no container of its ready pods declares, and Pod shop/payment-2, which has the port, is not ready',
    );
  });

  test("it is declared, and the EndpointSlice does not know", () => {
    const slice = manifest("EndpointSlice shop/payment-x", "", { labels: { "kubernetes.io/service-name": "payment" } });
    const endpoints = ["1", "2"].map((n) => ({
      addresses: [`10.0.2.${n}`],
      conditions: { ready: true },
      targetRef: { kind: "Pod", name: `payment-${n}`, namespace: "shop" },
    }));
    const { spec: _, ...bare } = slice as RawObject & { spec?: unknown };
    const written = { ...bare, addressType: "IPv4", endpoints, ports: [] } as RawObject;
    expect(why(written)).toContain('its EndpointSlices have no port for targetPort "web", though Pod shop/payment-1');
  });
});

test("where nobody is ready, every controller behind the Service is named", () => {
  const given = [v1({ unready: true, owner: "StatefulSet one" }), v2({ unready: true, owner: "StatefulSet two" })];
  const [ending] = endingsOf(walk(given), "no-endpoints");
  expect([ending?.cause.spot, ...(ending?.cause.related ?? [])].map((spot) => spot?.ref.name)).toEqual(["one", "two"]);
});

describe("an address that stands in two EndpointSlices", () => {
  const slice = (name: string, of: string, port: string, endpoint: object): RawObject => ({
    apiVersion: "discovery.k8s.io/v1",
    kind: "EndpointSlice",
    metadata: { name, namespace: "shop", labels: { "kubernetes.io/service-name": of } },
    ports: [{ name: port, port: 8080 }],
    endpoints: [endpoint],
  });
  const orders = (ready: boolean) => ({
    addresses: ["10.0.3.1"],
    conditions: { ready },
    targetRef: { kind: "Pod", name: "orders-1", namespace: "shop" },
  });
  const both = [slice("a", "orders", "http", orders(false)), slice("b", "orders", "http", orders(true))];
  const manual = manifest(
    "Service shop/manual",
    "clusterIP: 10.96.0.33, ports: [{ name: http, port: 80 }, { name: http-more, port: 81 }]",
  );
  table([
    ["gets requests where its pod is ready, whatever the older slice says", both, "delivered mTLS", { to: "orders" }],
    [
      "gets none where its pod is not",
      [
        ...both,
        pod("shop/orders-1", { labels: "app: orders", ip: "10.0.3.1", serviceAccount: "orders", unready: true }),
      ],
      nobody,
      { to: "orders" },
    ],
    [
      "has the ports of both",
      [
        manual,
        slice("a", "manual", "http", { addresses: ["192.0.2.9"] }),
        slice("b", "manual", "http-more", { addresses: ["192.0.2.9"] }),
      ],
      "delivered plaintext",
      { to: "manual", port: "81" },
    ],
  ]);
});

describe("why a subset has nobody", () => {
  const to = (version: string): readonly RawObject[] => [
    manifest(
      "VirtualService shop/payment",
      "hosts: [payment], http: [{ route: [{ destination: { host: payment, subset: s } }] }]",
    ),
    manifest("DestinationRule shop/payment", `host: payment, subsets: [{ name: s, labels: { version: ${version} } }]`),
  ];
  const orders = (app: string): RawObject =>
    manifest(
      `Deployment shop/orders-v9`,
      `replicas: 0, selector: { matchLabels: { app: ${app}, version: v9 } }, template: { metadata: { labels: { app: ${app}, version: v9 } }, spec: { containers: [] } }`,
    );
  const why = (...given: Given[]): string | undefined => {
    const [end] = endingsOf(walk([...to("v9"), ...given]), "no-endpoints");
    return `${end?.cause.reason} ${end?.cause.spot.ref.kind}`;
  };
  const slice: RawObject = {
    apiVersion: "discovery.k8s.io/v1",
    kind: "EndpointSlice",
    metadata: { name: "payment-x", namespace: "shop", labels: { "kubernetes.io/service-name": "payment" } },
    addressType: "IPv4",
    ports: [{ name: "http", port: 8080 }],
    endpoints: [{ addresses: ["10.0.2.1"], conditions: { ready: true } }],
  };

  test.each<[string, string, readonly Given[]]>([
    ["no pod has its labels", "subset-labels DestinationRule", []],
    ["what would have them is scaled to nothing", "scaled-to-zero Deployment", [orders("payment")]],
    ["what would have them is another's", "subset-labels DestinationRule", [orders("orders")]],
    [
      "endpoints were written by hand, which no workload makes",
      "subset-labels DestinationRule",
      [orders("orders"), slice, service("ports: [{ name: http, port: 8080 }]")],
    ],
    [
      "what would have them still runs its old pods",
      "subset-labels DestinationRule",
      [
        manifest(
          "Deployment shop/payment",
          "selector: { matchLabels: { app: payment } }, template: { metadata: { labels: { app: payment, version: v9 } }, spec: { containers: [] } }",
        ),
      ],
    ],
  ])("%s", (_, told, given) => {
    expect(why(...given)).toBe(told);
  });
});
