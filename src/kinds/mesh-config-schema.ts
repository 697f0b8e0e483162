import { z } from "zod";
import { labelSelectorSchema } from "./label-selector-schema.ts";

/** The JSON form of protobuf takes a number as text too: `port: "8000"`. */
const integer = z.union([
  z.int(),
  z
    .string()
    .regex(/^-?\d{1,10}$/)
    .transform(Number),
]);

const trafficPolicy = z.object({ mode: z.string().optional() });

const extAuthz = z.object({
  service: z.string().optional(),
  port: integer.optional(),
  failOpen: z.boolean().optional(),
  statusOnError: z.string().optional(),
});

/** `MeshConfig`, the text under `mesh` in Istio's ConfigMap. */
export const meshConfigSchema = z.object({
  rootNamespace: z.string().optional(),
  trustDomain: z.string().optional(),
  trustDomainAliases: z.array(z.string()).optional(),
  outboundTrafficPolicy: trafficPolicy.optional(),
  inboundTrafficPolicy: trafficPolicy.optional(),
  enableAutoMtls: z.boolean().optional(),
  accessLogFile: z.string().optional(),
  accessLogFormat: z.string().optional(),
  accessLogEncoding: z.string().optional(),
  extensionProviders: z
    .array(
      z.object({
        name: z.string(),
        envoyExtAuthzHttp: extAuthz.optional(),
        envoyExtAuthzGrpc: extAuthz.optional(),
      }),
    )
    .optional(),
  defaultServiceExportTo: z.array(z.string()).optional(),
  defaultVirtualServiceExportTo: z.array(z.string()).optional(),
  defaultDestinationRuleExportTo: z.array(z.string()).optional(),
  discoverySelectors: z.array(labelSelectorSchema).optional(),
  defaultHttpRetryPolicy: z.object({ attempts: integer.optional(), retryOn: z.string().optional() }).optional(),
  pathNormalization: z.object({ normalization: z.string().optional() }).optional(),
  ingressControllerMode: z.string().optional(),
  ingressClass: z.string().optional(),
  ingressSelector: z.string().optional(),
  ingressService: z.string().optional(),
  h2UpgradePolicy: z.string().optional(),
  protocolDetectionTimeout: z.string().optional(),
  localityLbSetting: z
    .object({
      enabled: z.boolean().optional(),
      distribute: z.array(z.object({ from: z.string().optional() })).optional(),
    })
    .optional(),
  defaultProviders: z.object({ accessLogging: z.array(z.string()).optional() }).optional(),
  defaultConfig: z
    .object({ gatewayTopology: z.object({ numTrustedProxies: integer.optional() }).optional() })
    .optional(),
  caCertificates: z.array(z.object({ trustDomains: z.array(z.string()).optional() })).optional(),
  serviceSettings: z
    .array(
      z.object({
        settings: z.object({ clusterLocal: z.boolean().optional() }).optional(),
        hosts: z.array(z.string()).optional(),
      }),
    )
    .optional(),
  serviceEntryVisibility: z.object({ applyToSidecars: z.boolean().optional() }).optional(),
});
