import { z } from "zod";
import { podSpecSchema } from "./pod-spec-schema.ts";
import { resourceSchema } from "./resource-schema.ts";

const terminated = z.object({ reason: z.string().optional(), exitCode: z.int().optional() });

const containerStatus = z.object({
  name: z.string(),
  ready: z.boolean().default(false),
  restartCount: z.int().default(0),
  state: z
    .object({
      waiting: z.object({ reason: z.string().optional() }).optional(),
      terminated: terminated.optional(),
      running: z.object({ startedAt: z.string().optional() }).optional(),
    })
    .optional(),
  lastState: z.object({ terminated: terminated.optional() }).optional(),
});

const podStatus = z.object({
  phase: z.string().optional(),
  reason: z.string().optional(),
  podIP: z.string().optional(),
  podIPs: z.array(z.object({ ip: z.string() })).optional(),
  hostIP: z.string().optional(),
  startTime: z.string().optional(),
  conditions: z
    .array(
      z.object({
        type: z.string(),
        status: z.string(),
        reason: z.string().optional(),
        lastTransitionTime: z.string().optional(),
      }),
    )
    .optional(),
  containerStatuses: z.array(containerStatus).optional(),
  initContainerStatuses: z.array(containerStatus).optional(),
});

/** `v1` Pod. */
export const podSchema = resourceSchema("Pod", { spec: podSpecSchema, status: podStatus });
