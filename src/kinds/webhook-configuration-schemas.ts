import { z } from "zod";
import { labelSelectorSchema } from "./label-selector-schema.ts";
import { resourceSchema } from "./resource-schema.ts";

const webhooks = z.array(
  z.object({
    name: z.string(),
    namespaceSelector: labelSelectorSchema.optional(),
    objectSelector: labelSelectorSchema.optional(),
    failurePolicy: z.string().optional(),
    clientConfig: z.object({ service: z.object({ name: z.string(), namespace: z.string() }).optional() }).optional(),
  }),
);

/** `admissionregistration.k8s.io` MutatingWebhookConfiguration. */
export const mutatingWebhookConfigurationSchema = resourceSchema("MutatingWebhookConfiguration", { webhooks });

/** `admissionregistration.k8s.io` ValidatingWebhookConfiguration. */
export const validatingWebhookConfigurationSchema = resourceSchema("ValidatingWebhookConfiguration", { webhooks });
