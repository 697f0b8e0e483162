import { z } from "zod";
import { resourceSchema } from "./resource-schema.ts";
import { stringMap } from "./string-map.ts";
import { workloadSelectorSchema } from "./workload-selector-schema.ts";

const connectionPool = z.object({
  tcp: z.object({ maxConnections: z.int().optional(), connectTimeout: z.string().optional() }).optional(),
  http: z
    .object({
      http1MaxPendingRequests: z.int().optional(),
      http2MaxRequests: z.int().optional(),
      maxRequestsPerConnection: z.int().optional(),
      maxRetries: z.int().optional(),
      idleTimeout: z.string().optional(),
      h2UpgradePolicy: z.string().optional(),
      useClientProtocol: z.boolean().optional(),
    })
    .optional(),
});

const localityLbSetting = z.object({
  enabled: z.boolean().optional(),
  distribute: z
    .array(z.object({ from: z.string().optional(), to: z.record(z.string(), z.number()).optional() }))
    .optional(),
  failover: z.array(z.object({ from: z.string().optional(), to: z.string().optional() })).optional(),
  failoverPriority: z.array(z.string()).optional(),
});

const outlierDetection = z.object({
  consecutive5xxErrors: z.int().optional(),
  consecutiveGatewayErrors: z.int().optional(),
  interval: z.string().optional(),
  baseEjectionTime: z.string().optional(),
  maxEjectionPercent: z.int().optional(),
  minHealthPercent: z.int().optional(),
});

const clientTls = z.object({
  mode: z.string().optional(),
  clientCertificate: z.string().optional(),
  privateKey: z.string().optional(),
  caCertificates: z.string().optional(),
  credentialName: z.string().optional(),
  subjectAltNames: z.array(z.string()).optional(),
  sni: z.string().optional(),
  insecureSkipVerify: z.boolean().optional(),
});

const blocks = z.object({
  connectionPool: connectionPool.optional(),
  loadBalancer: z
    .object({
      simple: z.string().optional(),
      consistentHash: z.record(z.string(), z.unknown()).optional(),
      localityLbSetting: localityLbSetting.optional(),
    })
    .optional(),
  outlierDetection: outlierDetection.optional(),
  tls: clientTls.optional(),
});

const trafficPolicy = blocks.extend({
  portLevelSettings: z.array(blocks.extend({ port: z.object({ number: z.int().optional() }).optional() })).optional(),
  tunnel: z.record(z.string(), z.unknown()).optional(),
  proxyProtocol: z.record(z.string(), z.unknown()).optional(),
});

/** `networking.istio.io` DestinationRule. */
export const destinationRuleSchema = resourceSchema("DestinationRule", {
  spec: z.object({
    host: z.string(),
    exportTo: z.array(z.string()).optional(),
    subsets: z
      .array(
        z.object({
          name: z.string(),
          labels: stringMap.optional(),
          trafficPolicy: trafficPolicy.optional(),
        }),
      )
      .optional(),
    trafficPolicy: trafficPolicy.optional(),
    workloadSelector: workloadSelectorSchema.optional(),
  }),
});
