import { z } from "zod";
import { attachmentSchema } from "./attachment-schema.ts";
import { resourceSchema } from "./resource-schema.ts";

const jwtRule = z.object({
  issuer: z.string(),
  audiences: z.array(z.string()).optional(),
  jwksUri: z.string().optional(),
  jwks: z
    .string()
    .transform((keys): string => (keys === "" ? "" : "(inline)"))
    .optional(),
  fromHeaders: z.array(z.object({ name: z.string(), prefix: z.string().optional() })).optional(),
  fromParams: z.array(z.string()).optional(),
  fromCookies: z.array(z.string()).optional(),
  forwardOriginalToken: z.boolean().optional(),
  spaceDelimitedClaims: z.array(z.string()).optional(),
});

/** `security.istio.io` RequestAuthentication. Of keys given inline, only that they are. */
export const requestAuthenticationSchema = resourceSchema("RequestAuthentication", {
  spec: attachmentSchema.extend({ jwtRules: z.array(jwtRule).optional() }),
});
