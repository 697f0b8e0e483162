import type { Endpoint, RegistryPort, RegistryService } from "../../src/model/service.ts";

/** `payment.shop.svc.cluster.local` with port 8080 to 9090, in-mesh, by a ClusterIP. */
export function serviceStub(given: Partial<RegistryService> = {}): RegistryService {
  return {
    hostname: "payment.shop.svc.cluster.local",
    namespace: "shop",
    registry: "Kubernetes",
    ref: { apiVersion: "v1", kind: "Service", namespace: "shop", name: "payment" },
    ports: [portStub],
    resolution: "eds",
    headless: false,
    addresses: ["10.96.0.1"],
    meshExternal: false,
    exportTo: undefined,
    createdAt: "",
    ...given,
  };
}

export const portStub: RegistryPort = {
  number: 8080,
  name: "http",
  protocol: "HTTP",
  targetPort: 9090,
  path: "spec.ports[0]",
};

/** A ready pod of payment with a sidecar. */
export function endpointStub(given: Partial<Endpoint> = {}): Endpoint {
  return {
    address: "10.0.0.9",
    port: 9090,
    ready: true,
    labels: { app: "payment" },
    namespace: "shop",
    serviceAccount: "payment",
    ref: { apiVersion: "v1", kind: "Pod", namespace: "shop", name: "payment-1" },
    proxy: { kind: "sidecar", because: [] },
    tlsMode: "istio",
    ...given,
  };
}
