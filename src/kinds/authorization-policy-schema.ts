import { z } from "zod";
import { attachmentSchema } from "./attachment-schema.ts";
import { resourceSchema } from "./resource-schema.ts";

const values = z.array(z.string()).optional();

const source = z.object({
  principals: values,
  notPrincipals: values,
  requestPrincipals: values,
  notRequestPrincipals: values,
  namespaces: values,
  notNamespaces: values,
  serviceAccounts: values,
  notServiceAccounts: values,
  trustDomains: values,
  notTrustDomains: values,
  ipBlocks: values,
  notIpBlocks: values,
  remoteIpBlocks: values,
  notRemoteIpBlocks: values,
});

const operation = z.object({
  hosts: values,
  notHosts: values,
  ports: values,
  notPorts: values,
  methods: values,
  notMethods: values,
  paths: values,
  notPaths: values,
});

/** `security.istio.io` AuthorizationPolicy. */
export const authorizationPolicySchema = resourceSchema("AuthorizationPolicy", {
  spec: attachmentSchema.extend({
    action: z.string().optional(),
    rules: z
      .array(
        z.object({
          from: z.array(z.object({ source: source.optional() })).optional(),
          to: z.array(z.object({ operation: operation.optional() })).optional(),
          when: z.array(z.object({ key: z.string(), values, notValues: values })).optional(),
        }),
      )
      .optional(),
    provider: z.object({ name: z.string().optional() }).optional(),
  }),
});
