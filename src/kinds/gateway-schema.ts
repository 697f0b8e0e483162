import { z } from "zod";
import { resourceSchema } from "./resource-schema.ts";
import { serverTlsSchema } from "./server-tls-schema.ts";
import { stringMap } from "./string-map.ts";

/** `networking.istio.io` Gateway. */
export const gatewaySchema = resourceSchema("Gateway", {
  spec: z.object({
    selector: stringMap.optional(),
    servers: z
      .array(
        z.object({
          name: z.string().optional(),
          port: z.object({
            number: z.int(),
            name: z.string().optional(),
            protocol: z.string().optional(),
          }),
          hosts: z.array(z.string()).default([]),
          tls: serverTlsSchema.optional(),
          bind: z.string().optional(),
        }),
      )
      .default([]),
  }),
});
