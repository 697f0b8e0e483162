import { describe } from "vitest";
import { manifest, pod } from "../support/manifests.ts";
import { landings, table } from "../support/walk.ts";

const routed = (destination: string) =>
  manifest("VirtualService shop/payment", `hosts: [payment], http: [{ route: [{ destination: { ${destination} } }] }]`);
const rule = (subsets: string, title = "DestinationRule shop/payment", host = "payment") =>
  manifest(title, `host: "${host}", subsets: [${subsets}]`);
const v1 = "{ name: v1, labels: { version: v1 } }";
const far = [
  manifest("Namespace far", "", { labels: { "istio-injection": "enabled" } }),
  pod("far/ledger-1", { labels: "app: ledger", ip: "10.0.8.1", serviceAccount: "ledger" }),
];
const farLedger = (annotations: Readonly<Record<string, string>> = {}) =>
  manifest(
    "Service far/ledger",
    "selector: { app: ledger }, clusterIP: 10.96.8.1, ports: [{ name: http, port: 8080 }]",
    { annotations },
  );

describe("the host of a destination", () => {
  const unknown = "no-cluster 503 NC host-unknown";
  table(
    [
      ["is that of a Service of the VirtualService's namespace, when short", [routed("host: payment")], "payment:8080"],
      ["may be written in full", [...far, farLedger(), routed("host: ledger.far.svc.cluster.local")], "ledger:8080"],
      ["is not looked up in other namespaces, when short", [...far, farLedger(), routed("host: ledger")], unknown],
      ["is no Service's when dotted: nothing is expanded", [...far, farLedger(), routed("host: ledger.far")], unknown],
      ["is not there", [routed("host: nobody")], unknown],
      [
        "is there, but not exported to the caller",
        [...far, farLedger({ "networking.istio.io/exportTo": "." }), routed("host: ledger.far.svc.cluster.local")],
        unknown,
      ],
      [
        "is there, but outside the caller's Sidecar, unless a route that is imported names it",
        [
          ...far,
          farLedger(),
          manifest("Sidecar shop/default", "egress: [{ hosts: ['./*'] }]"),
          routed("host: ledger.far.svc.cluster.local"),
        ],
        "ledger:8080",
      ],
    ],
    landings,
  );
});

describe("the port of a destination", () => {
  table(
    [
      ["is the one that was dialled, where none is written", [routed("host: payment")], "payment:8080"],
      ["is the one that is written", [routed("host: payment, port: { number: 9090 }")], "payment:9090"],
      [
        "must be one of the Service's",
        [routed("host: payment, port: { number: 81 }")],
        "no-cluster 503 NC port-unknown",
      ],
      [
        "is not taken from a Service with one port only: sidecars dial on",
        [routed("host: orders")],
        "no-cluster 503 NC port-unknown",
      ],
      ["is the Service's, not the pod's", [routed("host: orders, port: { number: 80 }")], "orders:8080"],
    ],
    landings,
  );
});

describe("the subset of a destination", () => {
  const toV1 = routed("host: payment, subset: v1");
  const undeclared = "no-cluster 503 NC subset-undeclared";
  table([
    ["is declared", [toV1, rule(v1)], "delivered mTLS"],
    ["is not, for there is no DestinationRule", [toV1], undeclared],
    ["is not declared by the one there is", [toV1, rule("{ name: v2 }")], undeclared],
    ["is declared by one for another host", [toV1, rule(v1, "DestinationRule shop/payment", "orders")], undeclared],
    [
      "is declared by one with a dotted short name",
      [toV1, rule(v1, "DestinationRule shop/payment", "payment.shop")],
      undeclared,
    ],
    [
      "is declared in a namespace that does not count",
      [toV1, rule(v1, "DestinationRule tools/payment", "payment.shop.svc.cluster.local")],
      undeclared,
    ],
    [
      "is declared in the root namespace",
      [toV1, rule(v1, "DestinationRule istio-system/payment", "payment.shop.svc.cluster.local")],
      "delivered mTLS",
    ],
    [
      "is declared by a second rule of the host: they merge",
      [toV1, rule("{ name: v2 }"), rule(v1, "DestinationRule shop/more")],
      "delivered mTLS",
    ],
    [
      "is hidden by a wildcard in the caller's namespace",
      [
        ...far,
        farLedger(),
        manifest(
          "VirtualService shop/payment",
          "hosts: [payment], http: [{ route: [{ destination: { host: ledger.far.svc.cluster.local, subset: v1 } }] }]",
        ),
        rule(v1, "DestinationRule far/ledger", "ledger"),
        rule("{ name: other }", "DestinationRule shop/all", "*.local"),
      ],
      undeclared,
    ],
    ["selects no pod", [toV1, rule("{ name: v1, labels: { version: v9 } }")], "no-endpoint 503 UH no-endpoints"],
    ["without labels is the whole Service", [toV1, rule("{ name: v1 }")], "delivered mTLS"],
  ]);
});
