import { z } from "zod";
import { resourceSchema } from "./resource-schema.ts";
import { stringMap } from "./string-map.ts";

/** A workload outside the cluster: a WorkloadEntry's `spec`, or an endpoint of a ServiceEntry. */
export const workloadEntrySpecSchema = z.object({
  address: z.string().optional(),
  ports: z.record(z.string(), z.int()).optional(),
  labels: stringMap.optional(),
  serviceAccount: z.string().optional(),
  network: z.string().optional(),
  locality: z.string().optional(),
  weight: z.int().optional(),
});

/** `networking.istio.io` WorkloadEntry. */
export const workloadEntrySchema = resourceSchema("WorkloadEntry", { spec: workloadEntrySpecSchema });
