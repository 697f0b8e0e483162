import { describe } from "vitest";
import { manifest, pod } from "../support/manifests.ts";
import { table } from "../support/walk.ts";

const hangs = "hangs 503 UF,URX network-policy";
const ingress = (rules: string) =>
  manifest(
    "NetworkPolicy shop/in",
    `podSelector: { matchLabels: { app: payment } }, policyTypes: [Ingress], ingress: ${rules}`,
  );
const egress = (rules: string) =>
  manifest(
    "NetworkPolicy shop/out",
    `podSelector: { matchLabels: { app: checkout } }, policyTypes: [Egress], egress: ${rules}`,
  );
const fromBare = { from: "bare", to: "shop/payment", port: "8080" };

describe("a NetworkPolicy of the server", () => {
  table([
    ["that admits nobody lets the call hang", [ingress("[]")], hangs],
    [
      "that admits nobody lets a caller without a proxy hang, unlogged",
      [ingress("[]")],
      "hangs network-policy",
      fromBare,
    ],
    ["that admits everybody", [ingress("[{}]")], "delivered mTLS"],
    [
      "that admits the caller's labels",
      [ingress("[{ from: [{ podSelector: { matchLabels: { app: checkout } } }] }]")],
      "delivered mTLS",
    ],
    ["that admits other labels", [ingress("[{ from: [{ podSelector: { matchLabels: { app: refunds } } }] }]")], hangs],
    ["that admits the target port", [ingress("[{ ports: [{ port: 8080 }] }]")], "delivered mTLS"],
    [
      "that admits the Service's port, where the pod's is another",
      [orders("[{ ports: [{ port: 80 }] }]")],
      hangs,
      { to: "orders", port: "80" },
    ],
    [
      "that admits the pod's port",
      [orders("[{ ports: [{ port: 8080 }] }]")],
      "delivered mTLS",
      { to: "orders", port: "80" },
    ],
    ["that admits a port by the container's name for it", [ingress("[{ ports: [{ port: web }] }]")], "delivered mTLS"],
    ["that admits a range of ports", [ingress("[{ ports: [{ port: 8000, endPort: 9000 }] }]")], "delivered mTLS"],
    ["that admits UDP only", [ingress("[{ ports: [{ port: 8080, protocol: UDP }] }]")], hangs],
    [
      "that admits another namespace",
      [
        ingress("[{ from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': tools } } }] }]"),
        manifest("Namespace tools", "", { labels: { "kubernetes.io/metadata.name": "tools" } }),
      ],
      "delivered plaintext",
      fromBare,
    ],
    [
      "that admits the caller's address",
      [ingress("[{ from: [{ ipBlock: { cidr: 10.0.1.0/24 } }] }]")],
      "delivered mTLS",
    ],
    [
      "that excepts the caller's address",
      [ingress("[{ from: [{ ipBlock: { cidr: 10.0.0.0/16, except: [10.0.1.0/24] } }] }]")],
      hangs,
    ],
    [
      "that selects other pods says nothing",
      [manifest("NetworkPolicy shop/in", "podSelector: { matchLabels: { app: orders } }, ingress: []")],
      "delivered mTLS",
    ],
    [
      "that is about egress says nothing of ingress",
      [manifest("NetworkPolicy shop/in", "podSelector: { matchLabels: { app: payment } }, policyTypes: [Egress]")],
      "delivered mTLS",
    ],
    [
      "adds to another's: one that admits is enough",
      [ingress("[]"), manifest("NetworkPolicy shop/all", "podSelector: {}, ingress: [{}]")],
      "delivered mTLS",
    ],
  ]);
});

describe("a NetworkPolicy of the caller", () => {
  table([
    ["that lets nothing out", [egress("[]")], hangs],
    [
      "that lets out to the server's labels",
      [egress("[{ to: [{ podSelector: { matchLabels: { app: payment } } }] }]")],
      "delivered mTLS",
    ],
    ["that lets out to other pods", [egress("[{ to: [{ podSelector: { matchLabels: { app: refunds } } }] }]")], hangs],
    ["that lets out to the server's port", [egress("[{ ports: [{ port: 8080 }] }]")], "delivered mTLS"],
    [
      "is not asked of pods on the node's network",
      [
        egress("[]"),
        pod("shop/checkout-1", { labels: "app: checkout", ip: "10.0.1.1", bare: true, spec: "hostNetwork: true" }),
      ],
      "delivered plaintext",
    ],
  ]);
});

describe("NetworkPolicies that hit some pods only", () => {
  const onlyV2 = manifest("NetworkPolicy shop/in", "podSelector: { matchLabels: { version: v2 } }, ingress: []");
  table([["let the others' share arrive", [onlyV2], `1/2 delivered mTLS; 1/2 ${hangs}`]]);
});

function orders(rules: string) {
  return manifest("NetworkPolicy shop/in", `podSelector: { matchLabels: { app: orders } }, ingress: ${rules}`);
}
