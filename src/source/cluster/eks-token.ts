import type { AwsCredentials } from "./aws-credentials.ts";
import { awsHost } from "./aws-host.ts";
import { awsSigner } from "./aws-signer.ts";

/**
 * A bearer token for an EKS cluster: a signed request to STS, which the cluster sends off to learn who asks. It is good
 * for 15 minutes.
 * @param at milliseconds since the epoch
 */
export async function eksToken(
  cluster: string,
  region: string,
  credentials: AwsCredentials,
  at: number,
): Promise<string> {
  const signer = await awsSigner("sts", region, credentials);
  const hostname = awsHost("sts", region);
  const signed = await signer.presign(
    {
      method: "GET",
      protocol: "https:",
      hostname,
      path: "/",
      query: { Action: "GetCallerIdentity", Version: "2011-06-15" },
      headers: { host: hostname, "x-k8s-aws-id": cluster },
    },
    {
      expiresIn: 60,
      signableHeaders: new Set(["host", "x-k8s-aws-id"]),
      unhoistableHeaders: new Set(["x-k8s-aws-id"]),
      signingDate: new Date(at),
    },
  );
  const query = Object.entries(signed.query ?? {})
    .map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(String(value))}`)
    .sort()
    .join("&");
  return `k8s-aws-v1.${Buffer.from(`https://${hostname}/?${query}`).toString("base64url")}`;
}
