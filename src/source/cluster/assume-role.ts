import { MeshError } from "../../model/mesh-error.ts";
import type { AwsCredentials } from "./aws-credentials.ts";
import { callAws } from "./call-aws.ts";
import type { Surroundings } from "./surroundings.ts";

/**
 * Keys of another role, good for an hour.
 * @throws MeshError CLUSTER_UNAVAILABLE
 */
export async function assumeRole(
  roleArn: string,
  region: string,
  credentials: AwsCredentials,
  surroundings: Surroundings,
  signal: AbortSignal,
): Promise<AwsCredentials> {
  const does = `take the role "${roleArn}"`;
  const body = new URLSearchParams({
    Action: "AssumeRole",
    Version: "2011-06-15",
    RoleArn: roleArn,
    RoleSessionName: "meshwhy",
    DurationSeconds: "3600",
  }).toString();
  const answer = await callAws(
    { service: "sts", region, method: "POST", path: "/", body, does, permission: "sts:AssumeRole" },
    credentials,
    surroundings,
    signal,
  );
  const field = (name: string): string | undefined =>
    new RegExp(`<${name}>\\s*([^<\\s]+)\\s*</${name}>`).exec(answer)?.[1];
  const accessKeyId = field("AccessKeyId");
  const secretAccessKey = field("SecretAccessKey");
  const sessionToken = field("SessionToken");
  const expiration = new Date(field("Expiration") ?? "");
  if (
    accessKeyId === undefined ||
    secretAccessKey === undefined ||
    sessionToken === undefined ||
    Number.isNaN(expiration.getTime())
  )
    throw new MeshError("CLUSTER_UNAVAILABLE", `Cannot ${does}: STS answers without keys`, "Try again.");
  return { accessKeyId, secretAccessKey, sessionToken, expiration };
}
