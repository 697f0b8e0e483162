/** What was not read makes unknown what it could turn, and nothing else. */
import { describe } from "vitest";
import type { Kind } from "../../src/model/resource-kinds.ts";
import { manifest, pod } from "../support/manifests.ts";
import { paymentV1 } from "../support/small-mesh.ts";
import { type Call, table } from "../support/walk.ts";

const unread = (...kinds: readonly Kind[]): Call => ({ unread: kinds });
const bare = (...kinds: readonly Kind[]): Call => ({ from: "bare", to: "shop/payment", port: "8080", unread: kinds });
const unknown = "unknown unreadable";
const unready = pod("shop/payment-2", { labels: "app: payment, version: v2", ip: "10.0.2.2", unready: true });

describe("it is open where the decision could be turned by", () => {
  const kinds: readonly Kind[] = [
    "VirtualService",
    "DestinationRule",
    "PeerAuthentication",
    "AuthorizationPolicy",
    "NetworkPolicy",
    "Sidecar",
    "HTTPRoute",
    "GRPCRoute",
  ];
  for (const kind of kinds) table([[`a ${kind}`, [], unknown, unread(kind)]]);
});

describe("whoever calls a workload", () => {
  table([
    ["it is open which Service would be called where none could be read", [], unknown, bare("Service")],
    [
      "it is open, too, where a ServiceEntry selects its pods",
      [
        manifest(
          "ServiceEntry shop/payment",
          "hosts: [payment.shop.svc.cluster.local], location: MESH_INTERNAL, resolution: STATIC, ports: [{ number: 8080, name: http, protocol: HTTP }], workloadSelector: { labels: { app: payment } }",
        ),
      ],
      unknown,
      { ...bare("Service"), port: "9999" },
    ],
    ["it is not where one pod is named", [], "delivered plaintext", { ...bare("Service"), to: "pod/payment-1" }],
  ]);
});

describe("a caller without pods", () => {
  const idle = manifest(
    "Deployment other/idle",
    "selector: { matchLabels: { app: idle } }, template: { metadata: { labels: { app: idle } }, spec: { containers: [{ name: app }] } }",
  );
  const call: Call = { from: "other/idle", to: "shop/payment", port: "8080" };
  table([
    [
      "has a proxy or not, as its Namespace says that was not read",
      [idle],
      unknown,
      { ...call, unread: ["Namespace"] },
    ],
    ["has none where its Namespace says nothing", [idle, manifest("Namespace other")], "delivered plaintext", call],
  ]);
});

describe("it is decided all the same", () => {
  table([
    [
      "by a DENY that matches, though other policies were not read",
      [manifest("AuthorizationPolicy shop/deny", "action: DENY, rules: [{}]"), broken("AuthorizationPolicy")],
      "denied 403 rbac-denied",
    ],
    [
      "by a caller without a proxy, whatever routes there are",
      [],
      "delivered plaintext",
      bare("VirtualService", "DestinationRule", "Sidecar"),
    ],
    [
      "by plaintext that STRICT refuses, whatever policies admit",
      [manifest("PeerAuthentication shop/default", "mtls: { mode: STRICT }")],
      "reset plaintext-to-strict",
      bare("AuthorizationPolicy"),
    ],
    [
      "by a DENY beyond a network of which nobody knows what it lets through",
      [manifest("AuthorizationPolicy shop/deny", "action: DENY, rules: [{}]")],
      "denied 403 rbac-denied",
      unread("NetworkPolicy"),
    ],
    [
      "by plaintext that STRICT refuses, whatever the network lets through",
      [manifest("PeerAuthentication shop/default", "mtls: { mode: STRICT }")],
      "reset plaintext-to-strict",
      bare("NetworkPolicy"),
    ],
    ["where Secrets, that nothing names, were not read", [], "delivered mTLS", unread("Secret")],
    ["where what selects other pods cannot be understood", [broken("AuthorizationPolicy", "tools")], "delivered mTLS"],
  ]);
});

describe("one object that cannot be understood", () => {
  table([
    ["opens the question in its namespace", [broken("VirtualService")], unknown],
    ["opens it in the root namespace", [broken("AuthorizationPolicy", "istio-system")], unknown],
    [
      "opens it by what clients suppose, though the server's own mode is known",
      [
        broken("PeerAuthentication", "istio-system"),
        manifest(
          "PeerAuthentication shop/payment",
          "selector: { matchLabels: { app: payment } }, mtls: { mode: STRICT }",
        ),
      ],
      unknown,
    ],
    [
      "may be the pod that would answer, where none of the others does",
      [{ ...paymentV1, spec: "no object" }, unready],
      unknown,
    ],
    ["leaves it closed where another pod answers", [{ ...paymentV1, spec: "no object" }], "delivered mTLS"],
    [
      "may admit what other NetworkPolicies do not",
      [
        broken("NetworkPolicy"),
        manifest(
          "NetworkPolicy shop/in",
          "podSelector: { matchLabels: { app: payment } }, policyTypes: [Ingress], ingress: []",
        ),
      ],
      unknown,
    ],
    ["leaves it closed elsewhere", [broken("PeerAuthentication", "tools")], "delivered mTLS"],
    ["leaves it closed elsewhere, though routes are exported", [broken("VirtualService", "tools")], "delivered mTLS"],
  ]);
});

/** An object whose spec has the wrong shape. */
function broken(kind: Kind, namespace = "shop") {
  return { ...manifest(`${kind} ${namespace}/broken`), spec: "no object" };
}
