/** Machines outside of Kubernetes that a Service selects beside its pods, or in their place. */
import { describe } from "vitest";
import { manifest } from "../support/manifests.ts";
import { type Call, table } from "../support/walk.ts";

const service = (more = "") =>
  manifest(
    "Service shop/vm",
    `selector: { app: vm }, clusterIP: 10.96.0.9, ports: [{ name: http, port: 80, targetPort: 8080 }] ${more}`,
  );
const machine = (spec: string) => manifest("WorkloadEntry shop/vm-1", `address: 10.9.9.10, ${spec}`);
const labelled = "labels: { app: vm }";
const asked: Call = { to: "vm", port: "80" };
const nobody = "no-endpoint 503 UH no-endpoints";
const toPayment = manifest(
  "Service shop/vm",
  "selector: { app: payment }, clusterIP: 10.96.0.9, ports: [{ name: http, port: 80, targetPort: 8080 }]",
);

describe("a Service that selects a WorkloadEntry", () => {
  table([
    ["sends to it", [service(), machine(labelled)], "delivered plaintext", asked],
    [
      "speaks mTLS where it has an identity",
      [service(), machine(`${labelled}, serviceAccount: vm`)],
      "delivered mTLS",
      asked,
    ],
    [
      "finds labels in its metadata",
      [service(), manifest("WorkloadEntry shop/vm-1", "address: 10.9.9.10", { labels: { app: "vm" } })],
      "delivered plaintext",
      asked,
    ],
    ["does not find one with other labels", [service(), machine("labels: { app: other }")], nobody, asked],
    [
      "does not find one in another namespace",
      [service(), manifest("WorkloadEntry tools/vm-1", `address: 10.9.9.10, ${labelled}`)],
      nobody,
      asked,
    ],
    [
      "sends to it beside pods",
      [toPayment, machine("labels: { app: payment }")],
      "2/3 delivered mTLS; 1/3 delivered plaintext",
      asked,
    ],
    [
      "passes over one without the port that it names",
      [
        manifest(
          "Service shop/vm",
          "selector: { app: vm }, clusterIP: 10.96.0.9, ports: [{ name: http, port: 80, targetPort: web }]",
        ),
        machine(labelled),
      ],
      nobody,
      asked,
    ],
    [
      "takes the port that it names there",
      [
        manifest(
          "Service shop/vm",
          "selector: { app: vm }, clusterIP: 10.96.0.9, ports: [{ name: http, port: 80, targetPort: web }]",
        ),
        machine(`${labelled}, ports: { web: 9090 }`),
      ],
      "delivered plaintext",
      asked,
    ],
    ["is not decided where none was read", [service()], "unknown unreadable", { ...asked, unread: ["WorkloadEntry"] }],
  ]);
});
