import { isRawObject } from "../../kinds/raw-object.ts";
import { MeshError } from "../../model/mesh-error.ts";
import type { AwsCredentials } from "./aws-credentials.ts";
import { callAws } from "./call-aws.ts";
import type { Surroundings } from "./surroundings.ts";

/** Where an EKS cluster is. */
export interface EksEndpoint {
  readonly server: string;
  /** PEM. */
  readonly ca: string;
}

/**
 * Asks EKS for address and authority of a cluster (`eks:DescribeCluster`).
 * @throws MeshError CLUSTER_UNAVAILABLE
 */
export async function describeEksCluster(
  cluster: string,
  region: string,
  credentials: AwsCredentials,
  surroundings: Surroundings,
  signal: AbortSignal,
): Promise<EksEndpoint> {
  const does = `look up the EKS cluster "${cluster}" in ${region}`;
  const answer = await callAws(
    {
      service: "eks",
      region,
      method: "GET",
      path: `/clusters/${encodeURIComponent(cluster)}`,
      does,
      permission: "eks:DescribeCluster",
    },
    credentials,
    surroundings,
    signal,
  );
  let described: unknown;
  try {
    described = JSON.parse(answer);
  } catch {
    // Told below.
  }
  const found = isRawObject(described) ? described.cluster : undefined;
  const server = isRawObject(found) ? found.endpoint : undefined;
  const authority =
    isRawObject(found) && isRawObject(found.certificateAuthority) ? found.certificateAuthority.data : undefined;
  if (typeof server !== "string" || typeof authority !== "string")
    throw new MeshError(
      "CLUSTER_UNAVAILABLE",
      `Cannot ${does}: it has no endpoint yet`,
      "Wait until the cluster is active, or give server and ca.",
    );
  return { server, ca: Buffer.from(authority, "base64").toString("utf8") };
}
