/** Two control planes side by side, each with a mesh configuration of its own. */
import { describe, expect, test } from "vitest";
import { endings } from "../../src/model/trace.ts";
import { pod } from "../support/manifests.ts";
import type { RawObject } from "../support/snapshot.ts";
import { table, walk } from "../support/walk.ts";

const canary = (mesh: object): RawObject => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name: "istio-canary", namespace: "istio-system" },
  data: { mesh: JSON.stringify(mesh) },
});
const strict = canary({ outboundTrafficPolicy: { mode: "REGISTRY_ONLY" } });
const of = (revision: string) => `istio.io/rev: ${revision}`;
const checkout = (number: number, annotations = "") =>
  pod(`shop/checkout-${number}`, {
    labels: "app: checkout",
    ip: `10.0.1.${number}`,
    serviceAccount: "checkout",
    annotations,
  });
const payment = pod("shop/payment-2", {
  labels: "app: payment, version: v2",
  ip: "10.0.2.2",
  serviceAccount: "payment",
  ports: "web: 8080",
  annotations: of("canary"),
});
const outside = { to: "www.example.org", port: "80" };

describe("a proxy of another control plane", () => {
  table([
    [
      "is judged as any where both say the same",
      [canary({ enableAutoMtls: true, accessLogFile: "/dev/stdout" }), checkout(1, of("canary"))],
      "delivered mTLS",
    ],
    ["is not judged by what the first one says", [strict, checkout(1, of("canary"))], "unknown not-modelled", outside],
    ["leaves those of the first one alone", [strict, checkout(1, of("default"))], "delivered plaintext", outside],
    [
      "is told apart from its fellows",
      [strict, checkout(1), checkout(2, of("canary"))],
      "1/2 delivered plaintext; 1/2 unknown not-modelled",
      outside,
    ],
    ["is told apart as a server, too", [strict, payment], "1/2 delivered mTLS; 1/2 unknown not-modelled"],
    ["is judged as any where its ConfigMap is not there", [checkout(1, of("gone"))], "delivered mTLS"],
  ]);

  test("is named with the ConfigMap that was not gone by", () => {
    const [ending] = endings(walk([strict, checkout(1, of("canary"))], outside));
    expect(ending?.end.cause).toMatchObject({
      what: "the mesh configuration of checkout's own control plane, ConfigMap istio-system/istio-canary, beside another that differs,",
      spot: { path: "mesh" },
    });
  });
});
