/**
 * A small healthy mesh: checkout calls payment (a v1 and a v2 pod, a port of each form) and orders (one HTTP port), all
 * in namespace shop with sidecars; bare stands in namespace tools without one.
 */
import { manifest, pod } from "./manifests.ts";
import type { RawObject } from "./snapshot.ts";

const template = (app: string): string =>
  `selector: { matchLabels: { app: ${app} } }, template: { metadata: { labels: { app: ${app} } }, spec: { serviceAccountName: ${app}, containers: [{ name: app }] } }`;

/** The webhook of the default revision. */
export const injector: RawObject = {
  apiVersion: "admissionregistration.k8s.io/v1",
  kind: "MutatingWebhookConfiguration",
  metadata: { name: "istio-sidecar-injector", labels: { app: "sidecar-injector" } },
  webhooks: [
    {
      name: "namespace.sidecar-injector.istio.io",
      clientConfig: { service: { name: "istiod", namespace: "istio-system" } },
      namespaceSelector: { matchExpressions: [{ key: "istio-injection", operator: "In", values: ["enabled"] }] },
      objectSelector: { matchExpressions: [{ key: "sidecar.istio.io/inject", operator: "NotIn", values: ["false"] }] },
    },
  ],
};

export const checkoutPod = pod("shop/checkout-1", {
  labels: "app: checkout",
  ip: "10.0.1.1",
  serviceAccount: "checkout",
  node: "node-a",
});
export const paymentV1 = pod("shop/payment-1", {
  labels: "app: payment, version: v1",
  ip: "10.0.2.1",
  serviceAccount: "payment",
  node: "node-a",
  ports: "web: 8080",
});
export const paymentV2 = pod("shop/payment-2", {
  labels: "app: payment, version: v2",
  ip: "10.0.2.2",
  serviceAccount: "payment",
  node: "node-b",
  ports: "web: 8080",
});

export const smallMesh: readonly RawObject[] = [
  manifest("Namespace shop", "", { labels: { "istio-injection": "enabled" } }),
  manifest("Namespace tools"),
  manifest("Namespace istio-system"),
  injector,
  { ...manifest("Secret shop/any"), type: "Opaque" },
  meshConfig({}),
  manifest("Deployment shop/checkout", template("checkout")),
  manifest("Deployment shop/payment", template("payment")),
  manifest("Deployment shop/orders", template("orders")),
  manifest("Deployment tools/bare", template("bare")),
  checkoutPod,
  paymentV1,
  paymentV2,
  pod("shop/orders-1", { labels: "app: orders", ip: "10.0.3.1", serviceAccount: "orders" }),
  pod("tools/bare-1", { labels: "app: bare", ip: "10.0.9.1", serviceAccount: "bare", bare: true }),
  manifest(
    "Service shop/payment",
    `selector: { app: payment }, clusterIP: 10.96.0.2, ports: [
      { name: http, port: 8080 }, { name: tcp-raw, port: 9000 }, { name: https-app, port: 8443 }, { name: sniffed, port: 7000 }, { name: grpc, port: 9090 }]`,
  ),
  manifest(
    "Service shop/orders",
    "selector: { app: orders }, clusterIP: 10.96.0.3, ports: [{ name: http, port: 80, targetPort: 8080 }]",
  ),
];

/** The mesh configuration, as a ConfigMap. */
export function meshConfig(mesh: Readonly<Record<string, unknown>>): RawObject {
  const metadata = { name: "istio", namespace: "istio-system" };
  return { apiVersion: "v1", kind: "ConfigMap", metadata, data: { mesh: JSON.stringify(mesh) } };
}
