import { z } from "zod";
import { resourceSchema } from "./resource-schema.ts";

const route = {
  spec: z.object({
    parentRefs: z
      .array(
        z.object({
          group: z.string().optional(),
          kind: z.string().optional(),
          namespace: z.string().optional(),
          name: z.string(),
          sectionName: z.string().optional(),
          port: z.int().optional(),
        }),
      )
      .optional(),
    hostnames: z.array(z.string()).optional(),
  }),
};

/** `gateway.networking.k8s.io` HTTPRoute. */
export const httpRouteKindSchema = resourceSchema("HTTPRoute", route);

/** `gateway.networking.k8s.io` GRPCRoute. */
export const grpcRouteSchema = resourceSchema("GRPCRoute", route);

/** `gateway.networking.k8s.io` TLSRoute. */
export const tlsRouteSchema = resourceSchema("TLSRoute", route);

/** `gateway.networking.k8s.io` TCPRoute. */
export const tcpRouteSchema = resourceSchema("TCPRoute", route);

/** `gateway.networking.k8s.io` Gateway. */
export const kubernetesGatewaySchema = resourceSchema("Gateway", {
  spec: z.object({
    gatewayClassName: z.string().optional(),
    listeners: z
      .array(
        z.object({
          name: z.string(),
          port: z.int(),
          protocol: z.string().optional(),
          hostname: z.string().optional(),
        }),
      )
      .optional(),
  }),
});
