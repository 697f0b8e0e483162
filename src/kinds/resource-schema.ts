import { z } from "zod";
import { metadataSchema } from "./metadata-schema.ts";

/** The schema of a kind: what all objects have, and what only this one has. Everything else is dropped. */
export function resourceSchema<const K extends string, S extends z.core.$ZodLooseShape>(kind: K, shape: S) {
  return z.object({ apiVersion: z.string(), kind: z.literal(kind), metadata: metadataSchema, ...shape });
}
