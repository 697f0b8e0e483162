import { z } from "zod";
import { destinationSchema } from "./destination-schema.ts";
import { httpRouteSchema } from "./http-route-schema.ts";
import { resourceSchema } from "./resource-schema.ts";
import { stringMap } from "./string-map.ts";

const l4Match = z.object({
  destinationSubnets: z.array(z.string()).optional(),
  port: z.int().optional(),
  sourceLabels: stringMap.optional(),
  sourceNamespace: z.string().optional(),
  gateways: z.array(z.string()).optional(),
});

const route = z.array(z.object({ destination: destinationSchema, weight: z.int().optional() })).default([]);

/** `networking.istio.io` VirtualService. One that others delegate to has no hosts. */
export const virtualServiceSchema = resourceSchema("VirtualService", {
  spec: z.object({
    hosts: z.array(z.string()).default([]),
    gateways: z.array(z.string()).optional(),
    exportTo: z.array(z.string()).optional(),
    http: z.array(httpRouteSchema).optional(),
    tls: z
      .array(
        z.object({
          match: z.array(l4Match.extend({ sniHosts: z.array(z.string()).default([]) })).default([]),
          route,
        }),
      )
      .optional(),
    tcp: z.array(z.object({ match: z.array(l4Match).optional(), route })).optional(),
  }),
});
