import { z } from "zod";

const securityContext = z.object({ runAsUser: z.int().optional() });

const container = z.object({
  name: z.string(),
  image: z.string().optional(),
  args: z.array(z.string()).optional(),
  env: z.array(z.object({ name: z.string(), value: z.string().optional() })).optional(),
  ports: z
    .array(z.object({ containerPort: z.int(), name: z.string().optional(), protocol: z.string().optional() }))
    .optional(),
  restartPolicy: z.string().optional(),
  securityContext: securityContext.optional(),
});

/** `PodSpec`, after `pickPodSpec`. */
export const podSpecSchema = z.object({
  serviceAccountName: z.string().optional(),
  nodeName: z.string().optional(),
  hostNetwork: z.boolean().optional(),
  subdomain: z.string().optional(),
  hostname: z.string().optional(),
  securityContext: securityContext.optional(),
  containers: z.array(container),
  initContainers: z.array(container).optional(),
});
