import type { RawObject } from "../snapshot.ts";

/** A door of the example mesh that names a certificate; of itself it takes plain HTTP only. */
export const byTls: RawObject = {
  apiVersion: "networking.istio.io/v1",
  kind: "Gateway",
  metadata: { namespace: "shop", name: "by-tls" },
  spec: {
    selector: { istio: "ingressgateway" },
    servers: [
      {
        port: { number: 443, name: "https", protocol: "HTTPS" },
        hosts: ["shop.example.com"],
        tls: { mode: "SIMPLE", credentialName: "shop-cert" },
      },
    ],
  },
};
