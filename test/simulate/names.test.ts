import { describe } from "vitest";
import { manifest, pod } from "../support/manifests.ts";
import { meshConfig } from "../support/small-mesh.ts";
import { landings, table } from "../support/walk.ts";

const strict = manifest("PeerAuthentication istio-system/default", "mtls: { mode: STRICT }");
const registryOnly = meshConfig({ outboundTrafficPolicy: { mode: "REGISTRY_ONLY" } });
/** A second service on payment's port number. */
const refunds = manifest(
  "Service shop/refunds",
  "selector: { app: orders }, clusterIP: 10.96.0.4, ports: [{ name: http, port: 8080 }, { name: sniffed, port: 7000 }]",
);
const elsewhere = [
  manifest("Namespace far", "", { labels: { "istio-injection": "enabled" } }),
  pod("far/caller-1", { labels: "app: caller", ip: "10.0.8.1", serviceAccount: "caller" }),
  pod("far/payment-9", { labels: "app: payment", ip: "10.0.8.2", serviceAccount: "payment" }),
];
const farPayment = manifest(
  "Service far/payment",
  "selector: { app: payment }, clusterIP: 10.96.8.2, ports: [{ name: http, port: 8080 }]",
);

describe("a name that is dialled in its own namespace", () => {
  for (const dial of [
    "payment",
    "payment.shop",
    "payment.shop.svc",
    "payment.shop.svc.cluster.local",
    "payment.shop.svc.cluster.local.",
    "Payment.Shop",
    "10.96.0.2",
  ])
    table([[`may be ${dial}`, [strict], "delivered mTLS", { dial }]]);
  table([
    ["is not found where no Service bears it", [], "name-not-found name-not-found", { dial: "paymnt" }],
    [
      "is not found where the namespace is misspelt in full",
      [],
      "name-not-found name-not-found",
      { dial: "payment.shopp.svc.cluster.local" },
    ],
    ["is taken for an outside one where only dots tell", [], "delivered plaintext", { dial: "payment.shopp" }],
  ]);
});

describe("a name that is dialled from another namespace", () => {
  const from = { from: "far/caller-1", to: "shop/payment", port: "8080" };
  table([
    ["is not found when it is bare", elsewhere, "name-not-found name-not-found", { ...from, dial: "payment" }],
    ["is found with its namespace", [...elsewhere, strict], "delivered mTLS", { ...from, dial: "payment.shop" }],
    [
      "means the caller's own namesake when it is bare",
      [...elsewhere, farPayment],
      "misrouted misrouted",
      { ...from, dial: "payment" },
    ],
    [
      "means the other one with its namespace",
      [...elsewhere, farPayment, strict],
      "delivered mTLS",
      { ...from, dial: "payment.shop" },
    ],
    [
      "is found by a caller without a proxy, too",
      [],
      "delivered plaintext",
      { from: "bare", to: "shop/payment", port: "8080", dial: "payment.shop" },
    ],
    [
      "is not found bare by a caller without a proxy",
      [],
      "name-not-found name-not-found",
      { from: "bare", to: "shop/payment", port: "8080", dial: "payment" },
    ],
  ]);
});

describe("the Host header", () => {
  const header = (host: string, port = "8080") => ({ to: "payment", port, header: [`host: ${host}`] });
  table(
    [
      ["chooses among the HTTP services of a port", [refunds], "misrouted refunds:8080", header("refunds")],
      ["may name the port", [refunds, strict], "payment:8080", header("payment:8080")],
      ["counts in any case", [strict], "payment:8080", header("PAYMENT.shop")],
      ["does not matter on a sniffed port", [refunds, strict], "payment:7000", header("refunds", "7000")],
      ["of a stranger is passed through to the address that was dialled", [], "payment:8080", header("example.com")],
      [
        "of a stranger is passed through as plaintext, which STRICT refuses",
        [strict],
        "reset 503 UC plaintext-to-strict",
        header("example.com"),
      ],
      [
        "of a stranger is blocked where only the registry may be called",
        [registryOnly],
        "blocked 502 registry-only",
        header("example.com"),
      ],
      ["of a service on another port is a stranger's", [strict], "reset 503 UC plaintext-to-strict", header("orders")],
    ],
    landings,
  );
});

describe("an address that is dialled", () => {
  table([
    ["of the Service is the Service", [strict], "delivered mTLS", { dial: "10.96.0.2" }],
    ["of a pod is passed through as plaintext", [], "delivered plaintext", { dial: "10.0.2.1" }],
    [
      "of a pod is passed through, which STRICT refuses",
      [strict],
      "reset 503 UC plaintext-to-strict",
      { dial: "10.0.2.1" },
    ],
    [
      "of a pod is blocked where only the registry may be called",
      [registryOnly],
      "blocked 502 registry-only",
      { dial: "10.0.2.1" },
    ],
    ["of nobody who was read is unknown", [], "unknown unreadable", { dial: "10.0.77.7" }],
    ["of somebody outside is presumed to answer", [], "delivered plaintext", { dial: "93.184.216.34" }],
    ["of a pod of somebody else is another's", [], "misrouted misrouted", { dial: "10.0.3.1" }],
    ["outside the cluster is the outside", [], "delivered plaintext", { to: "203.0.113.7", port: "8080" }],
    [
      "outside the cluster is blocked where only the registry may be called",
      [registryOnly],
      "blocked 502 registry-only",
      { to: "203.0.113.7", port: "8080" },
    ],
  ]);
});

describe("a port that the Service does not have", () => {
  const unserved = { to: "payment", port: "81" };
  const othersHttp = { to: "payment", port: "80" };
  table([
    ["is passed through as a connection, which nobody takes", [], "refused UF port-not-exposed", unserved],
    [
      "is a connection into the black hole where only the registry may be called",
      [registryOnly],
      "refused UH port-not-exposed",
      unserved,
    ],
    ["that others have for HTTP is passed through as a request", [], "refused 503 UF port-not-exposed", othersHttp],
    [
      "that others have for HTTP is answered where only the registry may be called",
      [registryOnly],
      "refused 502 port-not-exposed",
      othersHttp,
    ],
  ]);
});

describe("an external IP that two Services share", () => {
  const shared = [
    manifest(
      "Service shop/first",
      "selector: { app: orders }, clusterIP: 10.96.0.11, externalIPs: [192.0.2.1], ports: [{ name: http, port: 81, targetPort: 8080 }]",
    ),
    manifest(
      "Service shop/second",
      "selector: { app: orders }, clusterIP: 10.96.0.12, externalIPs: [192.0.2.1], ports: [{ name: http, port: 82, targetPort: 8080 }]",
    ),
  ];
  table(
    [
      ["is the first one's on its port", shared, "first:8080", { to: "192.0.2.1", port: "81" }],
      ["is the second one's on its port", shared, "second:8080", { to: "192.0.2.1", port: "82" }],
      ["is so without a proxy, too", shared, "second:8080", { from: "tools/bare", to: "192.0.2.1", port: "82" }],
    ],
    landings,
  );
});

describe("a workload that several Services stand for", () => {
  const till = manifest(
    "Service shop/till",
    "selector: { app: payment }, clusterIP: 10.96.0.11, ports: [{ name: http, port: 8080 }, { name: http-till, port: 81, targetPort: 8080 }]",
  );
  const aborted = manifest(
    "VirtualService shop/till",
    "hosts: [till], http: [{ fault: { abort: { httpStatus: 500, percentage: { value: 100 } } }, route: [{ destination: { host: till } }] }]",
  );
  const call = { to: "deployment/payment", port: "8080" };
  table([
    ["is reached where it is through each", [till], "delivered mTLS", call],
    [
      "is reached in part where one of them leads elsewhere",
      [till, aborted],
      "1/2 delivered mTLS; 1/2 failed-by-rule 500 FI fault-abort",
      call,
    ],
    ["is reached on a port that only the second has", [till], "delivered mTLS", { ...call, port: "81" }],
    ["is not on a port that none has", [till], "refused UF port-not-exposed", { ...call, port: "82" }],
    [
      "is judged alike for a caller without a proxy, whom no route hinders",
      [till, aborted, strict],
      "reset plaintext-to-strict",
      { ...call, from: "tools/bare" },
    ],
  ]);
});
