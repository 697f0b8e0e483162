import { z } from "zod";
import { resourceSchema } from "./resource-schema.ts";

/** `discovery.k8s.io` EndpointSlice. */
export const endpointSliceSchema = resourceSchema("EndpointSlice", {
  addressType: z.string().optional(),
  endpoints: z.array(
    z.object({
      addresses: z.array(z.string()).default([]),
      conditions: z
        .object({
          ready: z.boolean().optional(),
          serving: z.boolean().optional(),
          terminating: z.boolean().optional(),
        })
        .optional(),
      targetRef: z
        .object({ kind: z.string().optional(), name: z.string().optional(), namespace: z.string().optional() })
        .optional(),
      nodeName: z.string().optional(),
      zone: z.string().optional(),
      hostname: z.string().optional(),
    }),
  ),
  ports: z.array(
    z.object({
      name: z.string().optional(),
      port: z.int().optional(),
      protocol: z.string().optional(),
      appProtocol: z.string().optional(),
    }),
  ),
});
