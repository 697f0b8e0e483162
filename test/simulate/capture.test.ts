import { describe } from "vitest";
import { manifest, pod, without } from "../support/manifests.ts";
import { checkoutPod, paymentV1, paymentV2 } from "../support/small-mesh.ts";
import type { RawObject } from "../support/snapshot.ts";
import { table } from "../support/walk.ts";

const strict = manifest("PeerAuthentication istio-system/default", "mtls: { mode: STRICT }");
const toBare = { from: "bare", to: "shop/payment", port: "8080" };

function checkout(more: Partial<Parameters<typeof pod>[1]>): RawObject {
  return pod("shop/checkout-1", { labels: "app: checkout", ip: "10.0.1.1", serviceAccount: "checkout", ...more });
}

function payment(more: Partial<Parameters<typeof pod>[1]>): readonly RawObject[] {
  return [without(paymentV2), pod("shop/payment-1", { labels: "app: payment", ip: "10.0.2.1", ...more })];
}

describe("a caller whose proxy sees its calls", () => {
  table([
    ["speaks mTLS to a server with a sidecar", [], "delivered mTLS"],
    ["speaks mTLS where mTLS is demanded", [strict], "delivered mTLS"],
    ["may have its proxy as a native sidecar", [strict, nativeSidecar()], "delivered mTLS"],
    [
      "need not exclude what it does not call",
      [strict, checkout({ annotations: "traffic.sidecar.istio.io/excludeOutboundPorts: '5432'" })],
      "delivered mTLS",
    ],
    [
      "may exclude ranges that the Service is not in",
      [strict, checkout({ annotations: "traffic.sidecar.istio.io/excludeOutboundIPRanges: 10.97.0.0/16" })],
      "delivered mTLS",
    ],
  ]);
});

describe("a caller without a proxy", () => {
  table([
    ["reaches a server that takes plaintext", [], "delivered plaintext", toBare],
    [
      "is cut off by a server that takes mTLS only, and nothing logs it at its end",
      [strict],
      "reset plaintext-to-strict",
      toBare,
    ],
    [
      "finds nobody behind a Service without ready pods",
      [...payment({ unready: true })],
      "no-endpoint no-endpoints",
      toBare,
    ],
    ["is refused on a port that the Service does not have", [], "refused port-not-exposed", { ...toBare, port: "81" }],
    [
      "takes no notice of routes",
      [manifest("VirtualService shop/payment", "hosts: [payment], http: [{ directResponse: { status: 500 } }]")],
      "delivered plaintext",
      toBare,
    ],
  ]);
});

describe("a caller whose proxy is passed by", () => {
  const passed: readonly (readonly [string, Partial<Parameters<typeof pod>[1]>])[] = [
    ["excludes the port", { annotations: "traffic.sidecar.istio.io/excludeOutboundPorts: '8080'" }],
    [
      "excludes the Service's address",
      { annotations: "traffic.sidecar.istio.io/excludeOutboundIPRanges: 10.96.0.0/16" },
    ],
    [
      "includes other addresses only",
      { annotations: "traffic.sidecar.istio.io/includeOutboundIPRanges: 10.97.0.0/16" },
    ],
    ["runs as the proxy's own user", { spec: "securityContext: { runAsUser: 1337 }" }],
    ["is not intercepted at all", { annotations: "sidecar.istio.io/interceptionMode: NONE" }],
  ];
  describe.each(passed)("because it %s", (_, facts) => {
    table([
      ["speaks plaintext", [checkout(facts)], "delivered plaintext"],
      [
        "is cut off where mTLS is demanded, unseen by its proxy",
        [strict, checkout(facts)],
        "reset plaintext-to-strict",
      ],
      [
        "hangs unseen where a NetworkPolicy keeps it out",
        [
          checkout(facts),
          manifest("NetworkPolicy shop/none", "podSelector: { matchLabels: { app: payment } }, ingress: []"),
        ],
        "hangs network-policy",
      ],
      ["finds nobody, unseen", [checkout(facts), ...payment({ unready: true })], "no-endpoint no-endpoints"],
    ]);
  });
});

describe("a server whose proxy is passed by", () => {
  table([
    [
      "cannot read the caller's mTLS on an excluded port",
      payment({ annotations: "traffic.sidecar.istio.io/excludeInboundPorts: '8080'" }),
      "tls-error 503 URX,UF tls-to-plaintext",
    ],
    [
      "cannot read it on a port that is not included",
      payment({ annotations: "traffic.sidecar.istio.io/includeInboundPorts: '9000'" }),
      "tls-error 503 URX,UF tls-to-plaintext",
    ],
    [
      "reads it on the included port",
      payment({ annotations: "traffic.sidecar.istio.io/includeInboundPorts: '8080,9000'" }),
      "delivered mTLS",
    ],
    [
      "takes plaintext even if STRICT, since nobody enforces it",
      [strict, ...payment({ annotations: "traffic.sidecar.istio.io/excludeInboundPorts: '8080'" })],
      "delivered plaintext",
      toBare,
    ],
  ]);
});

describe("a proxy that does not run", () => {
  table([
    ["refuses what its own application sends", [proxyDown(checkoutPod)], "refused proxy-down"],
    ["refuses what callers send", [proxyDown(paymentV1), without(paymentV2)], "refused 503 URX,UF proxy-down"],
    [
      "refuses what callers without a proxy send, unseen",
      [proxyDown(paymentV1), without(paymentV2)],
      "refused proxy-down",
      toBare,
    ],
    [
      "fails its share of the calls only",
      [proxyDown(paymentV1)],
      "1/2 refused 503 URX,UF proxy-down; 1/2 delivered mTLS",
    ],
  ]);
});

describe("what is not modelled is unknown, never broken", () => {
  const ambient = manifest("Namespace shop", "", { labels: { "istio.io/dataplane-mode": "ambient" } });
  const bareCheckout = checkout({ bare: true, annotations: "ambient.istio.io/redirection: enabled" });
  table([
    ["an ambient caller", [ambient, bareCheckout], "unknown not-modelled"],
    [
      "an ambient server",
      [ambient, ...payment({ bare: true, annotations: "ambient.istio.io/redirection: enabled" })],
      "unknown not-modelled",
    ],
  ]);
});

describe("callers of several kinds", () => {
  const second = (more: Partial<Parameters<typeof pod>[1]>) =>
    pod("shop/checkout-2", { labels: "app: checkout", ip: "10.0.1.2", serviceAccount: "checkout", ...more });
  table([
    [
      "each fare by their own proxy",
      [strict, second({ bare: true })],
      "1/2 delivered mTLS; 1/2 reset plaintext-to-strict",
    ],
    ["do not count while they are not ready", [strict, second({ bare: true, unready: true })], "delivered mTLS"],
    [
      "are one where only names, addresses and hashes differ",
      [second({ labels: "app: checkout, pod-template-hash: abc" })],
      "delivered mTLS",
    ],
    ["are what the template would make where none runs", [without(checkoutPod)], "delivered mTLS"],
  ]);
});

function nativeSidecar(): RawObject {
  const proxy = { name: "istio-proxy", args: ["proxy", "sidecar"], restartPolicy: "Always" };
  return {
    ...checkoutPod,
    spec: { serviceAccountName: "checkout", containers: [{ name: "app" }], initContainers: [proxy] },
  };
}

function proxyDown(of: RawObject): RawObject {
  const waiting = { waiting: { reason: "CrashLoopBackOff" } };
  const proxy = { name: "istio-proxy", ready: false, restartCount: 7, state: waiting };
  const status = of.status as { readonly containerStatuses: readonly unknown[] };
  return { ...of, status: { ...status, containerStatuses: [status.containerStatuses[0], proxy] } };
}
