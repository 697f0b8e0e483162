import { z } from "zod";
import { resourceSchema } from "./resource-schema.ts";
import { stringMap } from "./string-map.ts";

/** `v1` Service. */
export const serviceSchema = resourceSchema("Service", {
  spec: z.object({
    type: z.string().optional(),
    clusterIP: z.string().optional(),
    clusterIPs: z.array(z.string()).optional(),
    externalIPs: z.array(z.string()).optional(),
    externalName: z.string().optional(),
    selector: stringMap.optional(),
    ports: z
      .array(
        z.object({
          name: z.string().optional(),
          port: z.int(),
          targetPort: z.union([z.int(), z.string()]).optional(),
          protocol: z.string().optional(),
          appProtocol: z.string().optional(),
          nodePort: z.int().optional(),
        }),
      )
      .default([]),
    publishNotReadyAddresses: z.boolean().optional(),
    internalTrafficPolicy: z.string().optional(),
    trafficDistribution: z.string().optional(),
  }),
  status: z
    .object({
      loadBalancer: z
        .object({
          ingress: z.array(z.object({ ip: z.string().optional(), hostname: z.string().optional() })).optional(),
        })
        .optional(),
    })
    .optional(),
});
