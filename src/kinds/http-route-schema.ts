import { z } from "zod";
import { destinationSchema } from "./destination-schema.ts";
import { headersSchema } from "./headers-schema.ts";
import { stringMap } from "./string-map.ts";

const stringMatch = z.object({
  exact: z.string().optional(),
  prefix: z.string().optional(),
  regex: z.string().optional(),
});
const stringMatches = z.record(z.string(), stringMatch);
const percent = z.object({ value: z.number().optional() });

const match = z.object({
  name: z.string().optional(),
  uri: stringMatch.optional(),
  scheme: stringMatch.optional(),
  method: stringMatch.optional(),
  authority: stringMatch.optional(),
  headers: stringMatches.optional(),
  withoutHeaders: stringMatches.optional(),
  queryParams: stringMatches.optional(),
  ignoreUriCase: z.boolean().optional(),
  port: z.int().optional(),
  sourceLabels: stringMap.optional(),
  sourceNamespace: z.string().optional(),
  gateways: z.array(z.string()).optional(),
});

const fault = z.object({
  delay: z
    .object({
      fixedDelay: z.string().optional(),
      percentage: percent.optional(),
      percent: z.number().optional(),
    })
    .optional(),
  abort: z
    .object({
      httpStatus: z.int().optional(),
      grpcStatus: z.string().optional(),
      http2Error: z.string().optional(),
      percentage: percent.optional(),
    })
    .optional(),
});

const redirect = z.object({
  uri: z.string().optional(),
  authority: z.string().optional(),
  port: z.int().optional(),
  derivePort: z.string().optional(),
  scheme: z.string().optional(),
  redirectCode: z.int().optional(),
});

const directResponse = z.object({
  status: z.int(),
  body: z.object({ string: z.string().optional(), bytes: z.string().optional() }).optional(),
});

const rewrite = z.object({
  uri: z.string().optional(),
  authority: z.string().optional(),
  uriRegexRewrite: z.object({ match: z.string().optional(), rewrite: z.string().optional() }).optional(),
});

const corsPolicy = z.object({
  allowOrigins: z.array(stringMatch).optional(),
  allowMethods: z.array(z.string()).optional(),
  unmatchedPreflights: z.string().optional(),
});

/** One entry of a VirtualService's `http`. */
export const httpRouteSchema = z.object({
  name: z.string().optional(),
  match: z.array(match).optional(),
  route: z
    .array(
      z.object({
        destination: destinationSchema,
        weight: z.int().optional(),
        headers: headersSchema.optional(),
      }),
    )
    .optional(),
  redirect: redirect.optional(),
  directResponse: directResponse.optional(),
  delegate: z.object({ name: z.string().optional(), namespace: z.string().optional() }).optional(),
  rewrite: rewrite.optional(),
  timeout: z.string().optional(),
  retries: z
    .object({
      attempts: z.int().optional(),
      perTryTimeout: z.string().optional(),
      retryOn: z.string().optional(),
    })
    .optional(),
  fault: fault.optional(),
  mirror: destinationSchema.optional(),
  mirrors: z.array(z.object({ destination: destinationSchema })).optional(),
  corsPolicy: corsPolicy.optional(),
  headers: headersSchema.optional(),
});
