import { z } from "zod";
import { resourceSchema } from "./resource-schema.ts";
import { workloadSelectorSchema } from "./workload-selector-schema.ts";

const mutualTls = z.object({ mode: z.string().optional() });

/** `security.istio.io` PeerAuthentication. */
export const peerAuthenticationSchema = resourceSchema("PeerAuthentication", {
  spec: z.object({
    selector: workloadSelectorSchema.optional(),
    mtls: mutualTls.optional(),
    portLevelMtls: z.record(z.string(), mutualTls).optional(),
  }),
});
