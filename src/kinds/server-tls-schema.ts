import { z } from "zod";

/** How a Gateway's server, or a Sidecar's ingress listener, ends TLS. Names and file names, never keys. */
export const serverTlsSchema = z.object({
  mode: z.string().optional(),
  httpsRedirect: z.boolean().optional(),
  credentialName: z.string().optional(),
  credentialNames: z.array(z.string()).optional(),
  serverCertificate: z.string().optional(),
  privateKey: z.string().optional(),
  caCertificates: z.string().optional(),
});
