import { z } from "zod";
import { resourceSchema } from "./resource-schema.ts";

const backend = z.object({
  service: z
    .object({
      name: z.string(),
      port: z.object({ number: z.int().optional(), name: z.string().optional() }).optional(),
    })
    .optional(),
});

/** `networking.k8s.io` Ingress. */
export const ingressSchema = resourceSchema("Ingress", {
  spec: z.object({
    ingressClassName: z.string().optional(),
    defaultBackend: backend.optional(),
    rules: z
      .array(
        z.object({
          host: z.string().optional(),
          http: z
            .object({
              paths: z
                .array(
                  z.object({
                    path: z.string().optional(),
                    pathType: z.string().optional(),
                    backend: backend.prefault({}),
                  }),
                )
                .default([]),
            })
            .optional(),
        }),
      )
      .optional(),
    tls: z.array(z.object({ hosts: z.array(z.string()).optional(), secretName: z.string().optional() })).optional(),
  }),
});
