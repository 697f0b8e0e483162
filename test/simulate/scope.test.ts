/** What a caller's proxy knows of the mesh: Sidecar objects, exports, and what becomes of the unknown. */
import { describe } from "vitest";
import { manifest, pod } from "../support/manifests.ts";
import { meshConfig } from "../support/small-mesh.ts";
import { type Call, table } from "../support/walk.ts";

const registryOnly = meshConfig({ outboundTrafficPolicy: { mode: "REGISTRY_ONLY" } });
const strict = manifest("PeerAuthentication istio-system/default", "mtls: { mode: STRICT }");
const sidecar = (hosts: string, more = "") =>
  manifest("Sidecar shop/default", `egress: [{ hosts: [${hosts}] }] ${more}`);
const onlyOrders = sidecar("'./orders.shop.svc.cluster.local'");
const blocked = "blocked 502 registry-only";
const blackHole = "blocked UH registry-only";
const tcp: Call = { to: "payment", port: "9000" };
/** Keeps the HTTP listener of port 8080 open. */
const other = manifest(
  "Service shop/other",
  "selector: { app: orders }, clusterIP: 10.96.0.8, ports: [{ name: http, port: 8080 }]",
);

describe("a Sidecar that does not import the service", () => {
  table([
    ["sends the request through as plaintext", [onlyOrders], "delivered plaintext"],
    [
      "which a server that demands mTLS resets: a connection, for no listener is left on the port",
      [onlyOrders, strict],
      "reset UC plaintext-to-strict",
    ],
    [
      "which it resets as a request, where another HTTP service of the port is imported",
      [other, sidecar("'./other.shop.svc.cluster.local'"), strict],
      "reset 503 UC plaintext-to-strict",
    ],
    ["goes into the black hole where only the registry may be called", [onlyOrders, registryOnly], blackHole],
    [
      "is answered 502 there, where another HTTP service of the port is imported",
      [other, sidecar("'./other.shop.svc.cluster.local'"), registryOnly],
      blocked,
    ],
    ["goes into the black hole with bytes", [onlyOrders, registryOnly], blackHole, tcp],
    [
      "may say itself that only the registry may be called",
      [sidecar("'./orders.shop.svc.cluster.local'", ", outboundTrafficPolicy: { mode: REGISTRY_ONLY }")],
      blackHole,
    ],
    [
      "may say itself that anything may be called",
      [sidecar("'./orders.shop.svc.cluster.local'", ", outboundTrafficPolicy: { mode: ALLOW_ANY }"), registryOnly],
      "delivered plaintext",
    ],
  ]);
});

describe("a Sidecar that imports the service", () => {
  table([
    ["by its name", [strict, sidecar("'./payment.shop.svc.cluster.local'")], "delivered mTLS"],
    ["by its namespace", [strict, sidecar("'./*'")], "delivered mTLS"],
    ["from everywhere", [strict, sidecar("'*/*'")], "delivered mTLS"],
    ["not by a short name", [sidecar("'./payment'")], "delivered plaintext"],
    ["not where the namespace is another's", [sidecar("'tools/*'")], "delivered plaintext"],
    ["not by importing nothing", [sidecar("'~/*'")], "delivered plaintext"],
    [
      "for its port only",
      [
        manifest(
          "Sidecar shop/default",
          "egress: [{ port: { number: 9000, protocol: TCP, name: tcp }, hosts: ['./*'] }]",
        ),
      ],
      "delivered plaintext",
    ],
  ]);
});

describe("which Sidecar counts", () => {
  table([
    [
      "one that selects the caller before one that does not",
      [
        onlyOrders,
        manifest("Sidecar shop/mine", "workloadSelector: { labels: { app: checkout } }, egress: [{ hosts: ['./*'] }]"),
      ],
      "delivered mTLS",
    ],
    [
      "one that selects somebody else does not",
      [manifest("Sidecar shop/theirs", "workloadSelector: { labels: { app: orders } }, egress: [{ hosts: ['~/*'] }]")],
      "delivered mTLS",
    ],
    [
      "the root namespace's, where there is none in the caller's",
      [manifest("Sidecar istio-system/default", "egress: [{ hosts: ['istio-system/*'] }]")],
      "delivered plaintext",
    ],
    [
      "the caller's namespace's, before the root's",
      [sidecar("'./*'"), manifest("Sidecar istio-system/default", "egress: [{ hosts: ['istio-system/*'] }]")],
      "delivered mTLS",
    ],
    [
      "none of another namespace",
      [manifest("Sidecar tools/default", "egress: [{ hosts: ['~/*'] }]")],
      "delivered mTLS",
    ],
  ]);
});

describe("a Service that is not exported", () => {
  const far = [
    manifest("Namespace far", "", { labels: { "istio-injection": "enabled" } }),
    pod("far/ledger-1", { labels: "app: ledger", ip: "10.0.8.1", serviceAccount: "ledger" }),
  ];
  const ledger = (exportTo: string) =>
    manifest(
      "Service far/ledger",
      "selector: { app: ledger }, clusterIP: 10.96.8.1, ports: [{ name: http, port: 80 }]",
      { annotations: { "networking.istio.io/exportTo": exportTo } },
    );
  const call = { to: "far/ledger", port: "80" };
  table([
    ["to the caller's namespace is passed through", [...far, ledger(".")], "delivered plaintext", call],
    ["to nobody is passed through", [...far, ledger("~")], "delivered plaintext", call],
    [
      "to others is blocked where only the registry may be called",
      [...far, ledger("tools"), registryOnly],
      blocked,
      call,
    ],
    ["but is to the caller's", [...far, ledger("tools,shop"), strict], "delivered mTLS", call],
    [
      "by the mesh's default is passed through",
      [
        ...far,
        meshConfig({ defaultServiceExportTo: ["."] }),
        manifest(
          "Service far/ledger",
          "selector: { app: ledger }, clusterIP: 10.96.8.1, ports: [{ name: http, port: 80 }]",
        ),
      ],
      "delivered plaintext",
      call,
    ],
  ]);
});

describe("a Sidecar at the server", () => {
  const ingress = (entries: string) =>
    manifest("Sidecar shop/payment", `workloadSelector: { labels: { app: payment } }, ingress: [${entries}]`);
  const declares8080 = "{ port: { number: 8080, protocol: HTTP, name: http } }";
  const denyAll = manifest("AuthorizationPolicy shop/payment", "selector: { matchLabels: { app: payment } }");
  table([
    ["that lists the port takes it", [ingress(declares8080)], "delivered mTLS"],
    [
      "that leaves the port out passes it through, with policies",
      [ingress("{ port: { number: 1, protocol: HTTP, name: http } }"), denyAll],
      "denied 403 rbac-no-allow",
    ],
    [
      "may declare it as another protocol",
      [ingress("{ port: { number: 8080, protocol: TCP, name: tcp } }"), denyAll],
      "denied rbac-no-allow",
    ],
    [
      "that sends to where nothing listens is refused by the application",
      [ingress("{ port: { number: 8080, protocol: HTTP, name: http }, defaultEndpoint: '127.0.0.1:8081' }")],
      "refused 503 UF nothing-listens",
    ],
    [
      "that sends to the application's port arrives",
      [ingress("{ port: { number: 8080, protocol: HTTP, name: http }, defaultEndpoint: '127.0.0.1:8080' }")],
      "delivered mTLS",
    ],
  ]);
});
