import { z } from "zod";
import { labelSelectorSchema } from "./label-selector-schema.ts";
import { podSpecSchema } from "./pod-spec-schema.ts";
import { resourceSchema } from "./resource-schema.ts";
import { stringMap } from "./string-map.ts";

const template = z.object({
  metadata: z.object({ labels: stringMap, annotations: stringMap }),
  spec: podSpecSchema,
});

const members = {
  spec: z.object({ replicas: z.int().optional(), selector: labelSelectorSchema.optional(), template }),
  status: z
    .object({
      replicas: z.int().optional(),
      readyReplicas: z.int().optional(),
      updatedReplicas: z.int().optional(),
      unavailableReplicas: z.int().optional(),
      observedGeneration: z.int().optional(),
      conditions: z
        .array(
          z.object({
            type: z.string(),
            status: z.string(),
            reason: z.string().optional(),
            message: z.string().optional(),
          }),
        )
        .optional(),
    })
    .optional(),
};

/** `apps` Deployment. */
export const deploymentSchema = resourceSchema("Deployment", members);

/** `apps` ReplicaSet. */
export const replicaSetSchema = resourceSchema("ReplicaSet", members);

/** `apps` StatefulSet. */
export const statefulSetSchema = resourceSchema("StatefulSet", members);

/** `apps` DaemonSet. */
export const daemonSetSchema = resourceSchema("DaemonSet", members);

/** `batch` Job. */
export const jobSchema = resourceSchema("Job", members);

/** `batch` CronJob. */
export const cronJobSchema = resourceSchema("CronJob", {
  spec: z.object({ jobTemplate: z.object({ spec: z.object({ template }) }) }),
});
