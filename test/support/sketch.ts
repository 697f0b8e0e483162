/** Meshes sketched by hand: a caller in `shop`, and what is put beside it. */
import { manifest, pod } from "./manifests.ts";
import { injector, meshConfig } from "./small-mesh.ts";
import type { RawObject } from "./snapshot.ts";

/** Namespaces of every sketch, besides istio-system. */
const places = ["shop", "bank", "far", "edge", "routes", "ext"];

/** A Deployment with its pod and service account, behind a Service of its name unless there is to be none. */
export function app(
  place: string,
  {
    n,
    isServed = true,
    isBare = false,
  }: { readonly n: number; readonly isServed?: boolean; readonly isBare?: boolean },
): readonly RawObject[] {
  const [, name = ""] = place.split("/");
  const template = `selector: { matchLabels: { app: ${name} } }, template: { metadata: { labels: { app: ${name} } }, spec: { serviceAccountName: ${name}, containers: [{ name: app }] } }`;
  const service = `selector: { app: ${name} }, clusterIP: 10.97.0.${n}, ports: [{ name: http, port: 80, targetPort: 8080 }]`;
  return [
    manifest(`ServiceAccount ${place}`),
    manifest(`Deployment ${place}`, template),
    pod(`${place}-1`, {
      labels: `app: ${name}`,
      ip: `10.7.0.${n}`,
      serviceAccount: name,
      bare: isBare,
      owner: `Deployment ${name}`,
    }),
    ...(isServed ? [manifest(`Service ${place}`, service)] : []),
  ];
}

/** A mesh with `shop/checkout` (address 10.7.0.1, Service 10.97.0.1) that injects everywhere. */
export function sketch(...more: readonly (RawObject | readonly RawObject[])[]): readonly RawObject[] {
  return [...withoutControlPlane(), injector, meshConfig({}), ...more.flat()];
}

/** The same without webhook and mesh configuration. */
export function withoutControlPlane(labels: Readonly<Record<string, string>> = { "istio-injection": "enabled" }) {
  return [
    manifest("Namespace istio-system"),
    ...places.map((name) => manifest(`Namespace ${name}`, "", { labels })),
    { ...manifest("Secret istio-system/any"), type: "Opaque" },
    ...app("shop/checkout", { n: 1 }),
  ];
}

/** A policy that denies whatever arrives in a namespace. */
export function denied(namespace: string): RawObject {
  return manifest(`AuthorizationPolicy ${namespace}/deny`, "action: DENY, rules: [{}]");
}
