import { z } from "zod";
import { labelSelectorSchema } from "./label-selector-schema.ts";
import { resourceSchema } from "./resource-schema.ts";

const peers = z
  .array(
    z.object({
      podSelector: labelSelectorSchema.optional(),
      namespaceSelector: labelSelectorSchema.optional(),
      ipBlock: z.object({ cidr: z.string(), except: z.array(z.string()).optional() }).optional(),
    }),
  )
  .optional();

const ports = z
  .array(
    z.object({
      protocol: z.string().optional(),
      port: z.union([z.int(), z.string()]).optional(),
      endPort: z.int().optional(),
    }),
  )
  .optional();

/** `networking.k8s.io` NetworkPolicy. */
export const networkPolicySchema = resourceSchema("NetworkPolicy", {
  spec: z.object({
    podSelector: labelSelectorSchema.prefault({}),
    policyTypes: z.array(z.string()).optional(),
    ingress: z.array(z.object({ from: peers, ports })).optional(),
    egress: z.array(z.object({ to: peers, ports })).optional(),
  }),
});
