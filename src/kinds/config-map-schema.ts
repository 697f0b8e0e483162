import { z } from "zod";
import { labelSelectorSchema } from "./label-selector-schema.ts";
import { meshConfigSchema } from "./mesh-config-schema.ts";
import { resourceSchema } from "./resource-schema.ts";

/** `v1` ConfigMap: one of Istio's, with the configuration that it carries as text read. */
export const configMapSchema = resourceSchema("ConfigMap", {
  mesh: meshConfigSchema.optional(),
  meshNetworks: z.array(z.string()).optional(),
  injector: z
    .object({
      policy: z.string().optional(),
      neverInjectSelector: z.array(labelSelectorSchema).optional(),
      alwaysInjectSelector: z.array(labelSelectorSchema).optional(),
    })
    .optional(),
});
