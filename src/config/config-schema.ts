import * as z from "zod";
import { clusterSchema } from "./cluster-schema.ts";
import { digestSchema } from "./digest-schema.ts";
import { forms } from "./forms.ts";
import { ladderSchema } from "./ladder-schema.ts";
import { policySchema } from "./policy-schema.ts";
import { key } from "./schema-parts.ts";
import { slackSchema } from "./slack-schema.ts";

/**
 * `meshwhy.yaml` as it is written, version 1: what can be said of each value by itself. What is said of several stands
 * in sense-mistakes.ts. Everything is named as in the model, except that maps by name stand for lists of what has a name.
 */
export const configSchema = z
  .strictObject({
    version: z.literal(1).meta({ description: "The version of this form.", examples: [1] }),
    clusters: z.record(key(forms.name), clusterSchema).meta({
      description: "Clusters by name; the first is asked where nobody names one.",
      examples: [{ "prod-eu": { snapshot: "snapshots/prod-eu" } }],
    }),
    slack: slackSchema.optional(),
    policy: policySchema.optional(),
    digests: z.record(key(forms.name), digestSchema).optional().meta({ description: "Health reports by name." }),
    ladders: z
      .record(key(forms.name), ladderSchema)
      .optional()
      .meta({ description: "Who is told of escalations, by name; the first that fits is taken." }),
  })
  .meta({
    description: "The configuration of meshwhy.",
    examples: [{ version: 1, clusters: { "prod-eu": { snapshot: "snapshots/prod-eu" } } }],
  });

/** `meshwhy.yaml` as it is written. */
export type WrittenConfig = z.infer<typeof configSchema>;
