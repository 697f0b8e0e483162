import { z } from "zod";
import { destinationSchema } from "./destination-schema.ts";
import { endpointSelectorSchema } from "./endpoint-selector-schema.ts";
import { resourceSchema } from "./resource-schema.ts";
import { serverTlsSchema } from "./server-tls-schema.ts";

const port = z.object({
  number: z.int().optional(),
  name: z.string().optional(),
  protocol: z.string().optional(),
});

/** `networking.istio.io` Sidecar. */
export const sidecarSchema = resourceSchema("Sidecar", {
  spec: z.object({
    workloadSelector: endpointSelectorSchema.optional(),
    ingress: z
      .array(
        z.object({
          port: port.optional(),
          bind: z.string().optional(),
          defaultEndpoint: z.string().optional(),
          captureMode: z.string().optional(),
          tls: serverTlsSchema.optional(),
        }),
      )
      .optional(),
    egress: z
      .array(
        z.object({
          port: port.optional(),
          bind: z.string().optional(),
          captureMode: z.string().optional(),
          hosts: z.array(z.string()).default([]),
        }),
      )
      .optional(),
    outboundTrafficPolicy: z
      .object({ mode: z.string().optional(), egressProxy: destinationSchema.optional() })
      .optional(),
  }),
});
