import { z } from "zod";
import { stringMap } from "./string-map.ts";

/** `metav1.LabelSelector`. */
export const labelSelectorSchema = z.object({
  matchLabels: stringMap.optional(),
  matchExpressions: z
    .array(z.object({ key: z.string(), operator: z.string(), values: z.array(z.string()).optional() }))
    .optional(),
});
