/** What differs per pod: shares are those of pods, as endpoints and as callers. */
import { describe } from "vitest";
import { manifest, pod } from "../support/manifests.ts";
import type { RawObject } from "../support/snapshot.ts";
import { table } from "../support/walk.ts";

const strict = manifest("PeerAuthentication istio-system/default", "mtls: { mode: STRICT }");
const mutual = manifest(
  "DestinationRule shop/payment",
  "host: payment, trafficPolicy: { tls: { mode: ISTIO_MUTUAL } }",
);

function payment(number: number, more: Partial<Parameters<typeof pod>[1]> = {}): RawObject {
  return pod(`shop/payment-${number}`, {
    labels: "app: payment",
    ip: `10.0.2.${number}`,
    serviceAccount: "payment",
    ports: "web: 8080",
    ...more,
  });
}

function three(more: Partial<Parameters<typeof pod>[1]>): readonly RawObject[] {
  return [payment(1), payment(2), payment(3, more)];
}

describe("of three pods of the server, one", () => {
  table([
    [
      "without a sidecar takes plaintext only",
      [mutual, ...three({ bare: true })],
      "2/3 delivered mTLS; 1/3 tls-error 503 URX,UF tls-to-plaintext",
    ],
    [
      "without a sidecar gets plaintext where the proxies choose",
      three({ bare: true }),
      "2/3 delivered mTLS; 1/3 delivered plaintext",
    ],
    ["that is not ready gets nothing", [mutual, ...three({ bare: true, unready: true })], "delivered mTLS"],
    [
      "is kept shut by a policy that selects its version",
      [
        manifest("AuthorizationPolicy shop/v3", "selector: { matchLabels: { version: v3 } }"),
        ...three({ labels: "app: payment, version: v3" }),
      ],
      "2/3 delivered mTLS; 1/3 denied 403 rbac-no-allow",
    ],
    [
      "demands mTLS that it is not sent",
      [
        manifest("DestinationRule shop/payment", "host: payment, trafficPolicy: { tls: { mode: DISABLE } }"),
        manifest("PeerAuthentication shop/v3", "selector: { matchLabels: { version: v3 } }, mtls: { mode: STRICT }"),
        ...three({ labels: "app: payment, version: v3" }),
      ],
      "2/3 delivered plaintext; 1/3 reset 503 UC plaintext-to-strict",
    ],
    [
      "switches mTLS off, and is sent plaintext",
      [
        manifest("PeerAuthentication shop/v3", "selector: { matchLabels: { version: v3 } }, mtls: { mode: DISABLE }"),
        ...three({ labels: "app: payment, version: v3" }),
      ],
      "2/3 delivered mTLS; 1/3 delivered plaintext",
    ],
    [
      "excludes the port from capture",
      [mutual, ...three({ annotations: "traffic.sidecar.istio.io/excludeInboundPorts: '8080'" })],
      "2/3 delivered mTLS; 1/3 tls-error 503 URX,UF tls-to-plaintext",
    ],
    [
      "lies behind a NetworkPolicy",
      [
        manifest("NetworkPolicy shop/v3", "podSelector: { matchLabels: { version: v3 } }, ingress: []"),
        ...three({ labels: "app: payment, version: v3" }),
      ],
      "2/3 delivered mTLS; 1/3 hangs 503 UF,URX network-policy",
    ],
    [
      "has another name for its port than the NetworkPolicy",
      [
        manifest(
          "NetworkPolicy shop/named",
          "podSelector: { matchLabels: { app: payment } }, ingress: [{ ports: [{ port: web }] }]",
        ),
        payment(1),
        payment(2),
        payment(3, { ports: "other: 8080" }),
      ],
      "2/3 delivered mTLS; 1/3 hangs 503 UF,URX network-policy",
    ],
    [
      "has a proxy that captures nothing",
      [mutual, ...three({ annotations: "proxy.istio.io/config: 'interceptionMode: NONE'" })],
      "2/3 delivered mTLS; 1/3 tls-error 503 URX,UF tls-to-plaintext",
    ],
    ["runs as somebody else, which decides nothing", [strict, ...three({ serviceAccount: "other" })], "delivered mTLS"],
    [
      "differs in its hash only",
      [strict, ...three({ labels: "app: payment, pod-template-hash: x" })],
      "delivered mTLS",
    ],
  ]);
});

describe("weights and pods multiply", () => {
  const subsets = manifest(
    "DestinationRule shop/payment",
    "host: payment, trafficPolicy: { tls: { mode: ISTIO_MUTUAL } }, subsets: [{ name: v1, labels: { version: v1 } }, { name: v2, labels: { version: v2 } }]",
  );
  const weighted = manifest(
    "VirtualService shop/payment",
    "hosts: [payment], http: [{ route: [{ destination: { host: payment, subset: v1 }, weight: 90 }, { destination: { host: payment, subset: v2 }, weight: 10 }] }]",
  );
  const v1 = payment(1, { labels: "app: payment, version: v1" });
  const v2 = (number: number, more: Partial<Parameters<typeof pod>[1]> = {}) =>
    payment(number, { labels: "app: payment, version: v2", ...more });
  table([
    [
      "half of a tenth fails",
      [subsets, weighted, v1, v2(2), v2(3, { bare: true })],
      "19/20 delivered mTLS; 1/20 tls-error 503 URX,UF tls-to-plaintext",
    ],
    [
      "a tenth finds nobody",
      [subsets, weighted, v1, v2(2, { unready: true })],
      "9/10 delivered mTLS; 1/10 no-endpoint 503 UH no-endpoints",
    ],
  ]);
});

describe("callers and servers multiply", () => {
  const caller = (number: number, more: Partial<Parameters<typeof pod>[1]> = {}) =>
    pod(`shop/checkout-${number}`, {
      labels: "app: checkout",
      ip: `10.0.1.${number}`,
      serviceAccount: "checkout",
      ...more,
    });
  const strictV3 = manifest(
    "PeerAuthentication shop/v3",
    "selector: { matchLabels: { version: v3 } }, mtls: { mode: STRICT }",
  );
  table([
    [
      "a bare caller in two, at one strict server in three",
      [caller(1), caller(2, { bare: true }), strictV3, ...three({ labels: "app: payment, version: v3" })],
      "1/2 delivered mTLS; 1/3 delivered plaintext; 1/6 reset plaintext-to-strict",
    ],
    [
      "a caller that another Sidecar limits",
      [
        caller(1),
        caller(2, { labels: "app: checkout, tier: x" }),
        manifest("Sidecar shop/x", "workloadSelector: { labels: { tier: x } }, egress: [{ hosts: ['~/*'] }]"),
      ],
      "1/2 delivered mTLS; 1/2 delivered plaintext",
    ],
    [
      "a caller that another route is for",
      [
        caller(1),
        caller(2, { labels: "app: checkout, tier: x" }),
        manifest(
          "VirtualService shop/payment",
          "hosts: [payment], http: [{ match: [{ sourceLabels: { tier: x } }], directResponse: { status: 503 } }, { route: [{ destination: { host: payment } }] }]",
        ),
      ],
      "1/2 delivered mTLS; 1/2 failed-by-rule 503 direct-response",
    ],
  ]);
});

describe("pods that differ in nothing but their address", () => {
  const elsewhere = pod("shop/checkout-2", { labels: "app: checkout", ip: "10.0.7.2", serviceAccount: "checkout" });
  const policy = (spec: string) =>
    manifest(
      "NetworkPolicy shop/blocks",
      `podSelector: { matchLabels: { app: ${spec.startsWith("egress") ? "checkout" : "payment"} } }, policyTypes: [${spec.startsWith("egress") ? "Egress" : "Ingress"}], ${spec}`,
    );
  const from = "selector: { matchLabels: { app: payment } }, rules";
  table([
    [
      "are told apart by a policy of their block",
      [
        elsewhere,
        manifest("AuthorizationPolicy shop/blocks", `${from}: [{ from: [{ source: { ipBlocks: [10.0.1.0/24] } }] }]`),
      ],
      "1/2 delivered mTLS; 1/2 denied 403 rbac-no-allow",
    ],
    [
      "are told apart by a condition on their address",
      [
        elsewhere,
        manifest("AuthorizationPolicy shop/blocks", `${from}: [{ when: [{ key: source.ip, notValues: [10.0.7.2] }] }]`),
      ],
      "1/2 delivered mTLS; 1/2 denied 403 rbac-no-allow",
    ],
    [
      "are told apart by a NetworkPolicy of the server",
      [elsewhere, policy("ingress: [{ from: [{ ipBlock: { cidr: 10.0.0.0/16, except: [10.0.7.0/24] } }] }]")],
      "1/2 delivered mTLS; 1/2 hangs 503 UF,URX network-policy",
    ],
    [
      "are told apart by a NetworkPolicy of the caller",
      [...three({ ip: "10.0.7.3" }), policy("egress: [{ to: [{ ipBlock: { cidr: 10.0.2.0/24 } }] }]")],
      "2/3 delivered mTLS; 1/3 hangs 503 UF,URX network-policy",
    ],
    [
      "are told apart by a policy where a route leads to",
      [
        elsewhere,
        pod("tools/pay-1", { labels: "app: pay", ip: "10.0.9.2", serviceAccount: "pay" }),
        manifest(
          "Service tools/pay",
          "selector: { app: pay }, clusterIP: 10.96.0.9, ports: [{ name: http, port: 8080 }]",
        ),
        manifest(
          "VirtualService shop/payment",
          "hosts: [payment], http: [{ route: [{ destination: { host: pay.tools.svc.cluster.local } }] }]",
        ),
        manifest("AuthorizationPolicy tools/blocks", "rules: [{ from: [{ source: { ipBlocks: [10.0.1.0/24] } }] }]"),
      ],
      "1/2 delivered mTLS; 1/2 denied 403 rbac-no-allow",
    ],
    [
      "are told apart by a policy of who is called without a Service",
      [
        elsewhere,
        manifest(
          "NetworkPolicy tools/blocks",
          "podSelector: {}, ingress: [{ from: [{ ipBlock: { cidr: 10.0.1.0/24 } }] }]",
        ),
      ],
      "1/2 delivered plaintext; 1/2 hangs 503 UF,URX network-policy",
      { from: "checkout", to: "deployment/bare", port: "8080" },
    ],
    [
      "are not where policies of other namespaces speak of it",
      [
        elsewhere,
        manifest("AuthorizationPolicy tools/blocks", "rules: [{ from: [{ source: { ipBlocks: [10.0.1.0/24] } }] }]"),
      ],
      "delivered mTLS",
    ],
  ]);
});

describe("a workload that no Service stands for is called at any of its pods", () => {
  const shy = (number: number, more: Partial<Parameters<typeof pod>[1]> = {}) =>
    pod(`tools/bare-${number}`, { labels: "app: bare", ip: `10.0.9.${number}`, serviceAccount: "bare", ...more });
  const call = { from: "checkout", to: "tools/bare", port: "8080" };
  table([
    ["all alike", [shy(2, { bare: true })], "delivered plaintext", call],
    [
      "of which one has a sidecar, and takes mTLS only",
      [strict, shy(2), shy(3, { bare: true })],
      "2/3 delivered plaintext; 1/3 reset 503 UC plaintext-to-strict",
      call,
    ],
    [
      "of which only those that are ready count",
      [strict, shy(2, { unready: true }), shy(3, { bare: true })],
      "delivered plaintext",
      call,
    ],
    [
      "unless one of them is named",
      [strict, shy(2)],
      "reset 503 UC plaintext-to-strict",
      { ...call, to: "pod/bare-2" },
    ],
    [
      "in a block of addresses that the caller may not reach",
      [
        shy(2, { bare: true, ip: "10.0.7.2" }),
        manifest(
          "NetworkPolicy shop/blocks",
          "podSelector: { matchLabels: { app: checkout } }, policyTypes: [Egress], egress: [{ to: [{ ipBlock: { cidr: 10.0.9.0/24 } }] }]",
        ),
      ],
      "1/2 delivered plaintext; 1/2 hangs 503 UF,URX network-policy",
      call,
    ],
    [
      "of which those on their node's network cannot be told apart from the node",
      [shy(2, { spec: "hostNetwork: true, containers: [{ name: app }]" })],
      "1/2 delivered plaintext; 1/2 unknown unreadable",
      call,
    ],
    [
      "also by a caller without a proxy",
      [
        strict,
        shy(2),
        pod("tools/other", { labels: "app: other", ip: "10.0.8.1", serviceAccount: "other", bare: true }),
      ],
      "1/2 delivered plaintext; 1/2 reset plaintext-to-strict",
      { ...call, from: "tools/other" },
    ],
  ]);
});
