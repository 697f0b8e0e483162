import { z } from "zod";

/** A host that a route, a mirror or an egress proxy sends to. */
export const destinationSchema = z.object({
  host: z.string(),
  subset: z.string().optional(),
  port: z.object({ number: z.int().optional() }).optional(),
});
