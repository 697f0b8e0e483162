import { z } from "zod";
import { stringMap } from "./string-map.ts";

// biome-ignore lint/suspicious/noControlCharactersInRegex: names are printed; what would steer a terminal is no name
const namespace = z.string().regex(/^[^\u0000-\u0020/%\u007f-\u00a0]*$/);
const name = namespace.min(1);

/** `metadata`, after `pickMetadata`. */
export const metadataSchema = z.object({
  name,
  namespace,
  // Written when a mesh is built; pickMetadata takes it from no object that is read.
  cluster: z.string().optional(),
  labels: stringMap,
  annotations: stringMap,
  creationTimestamp: z.string().optional(),
  deletionTimestamp: z.string().optional(),
  ownerReferences: z
    .array(
      z.object({
        apiVersion: z.string(),
        kind: z.string(),
        name: z.string(),
        controller: z.boolean().optional(),
      }),
    )
    .optional(),
  managedFields: z
    .array(
      z.object({
        manager: z.string(),
        operation: z.string().optional(),
        time: z.string().optional(),
      }),
    )
    .optional(),
});
