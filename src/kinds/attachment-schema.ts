import { z } from "zod";
import { workloadSelectorSchema } from "./workload-selector-schema.ts";

const targetRef = z.object({
  group: z.string().optional(),
  kind: z.string(),
  name: z.string(),
  namespace: z.string().optional(),
});

/** What a policy is attached to: workloads by label, or a Gateway API object by name. */
export const attachmentSchema = z.object({
  selector: workloadSelectorSchema.optional(),
  targetRef: targetRef.optional(),
  targetRefs: z.array(targetRef).optional(),
});
