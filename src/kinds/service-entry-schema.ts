import { z } from "zod";
import { endpointSelectorSchema } from "./endpoint-selector-schema.ts";
import { resourceSchema } from "./resource-schema.ts";
import { workloadEntrySpecSchema } from "./workload-entry-schema.ts";

/** `networking.istio.io` ServiceEntry. */
export const serviceEntrySchema = resourceSchema("ServiceEntry", {
  spec: z.object({
    hosts: z.array(z.string()).default([]),
    addresses: z.array(z.string()).optional(),
    ports: z
      .array(
        z.object({
          number: z.int(),
          name: z.string().optional(),
          protocol: z.string().optional(),
          targetPort: z.int().optional(),
        }),
      )
      .optional(),
    location: z.string().optional(),
    resolution: z.string().optional(),
    endpoints: z.array(workloadEntrySpecSchema).optional(),
    workloadSelector: endpointSelectorSchema.optional(),
    exportTo: z.array(z.string()).optional(),
    subjectAltNames: z.array(z.string()).optional(),
  }),
});
