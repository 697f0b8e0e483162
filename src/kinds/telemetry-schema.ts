import { z } from "zod";
import { resourceSchema } from "./resource-schema.ts";
import { workloadSelectorSchema } from "./workload-selector-schema.ts";

/** `telemetry.istio.io` Telemetry: what it says of access logs. */
export const telemetrySchema = resourceSchema("Telemetry", {
  spec: z.object({
    selector: workloadSelectorSchema.optional(),
    targetRefs: z.array(z.object({ kind: z.string(), name: z.string() })).optional(),
    accessLogging: z
      .array(
        z.object({
          providers: z.array(z.object({ name: z.string() })).optional(),
          disabled: z.boolean().optional(),
          match: z.object({ mode: z.string().optional() }).optional(),
          filter: z.object({ expression: z.string().optional() }).optional(),
        }),
      )
      .optional(),
  }),
});
