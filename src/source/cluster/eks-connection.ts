import { plainText } from "../../kinds/plain-text.ts";
import { MeshError } from "../../model/mesh-error.ts";
import { assumeRole } from "./assume-role.ts";
import type { AwsCredentialSource, AwsCredentials } from "./aws-credentials.ts";
import type { Access, Connection } from "./connection.ts";
import { describeEksCluster, type EksEndpoint } from "./describe-eks-cluster.ts";
import { eksToken } from "./eks-token.ts";
import { KubeTrouble } from "./kube-trouble.ts";
import { proxyFor } from "./proxy-for.ts";
import { type Lease, renewed } from "./renewed.ts";
import { serverAddress } from "./server-address.ts";
import type { Surroundings } from "./surroundings.ts";

/** A cluster of EKS. */
export interface EksCluster {
  readonly cluster: string;
  /** `eu-central-1`. */
  readonly region: string;
  /** Address and authority; where one is missing, EKS is asked (`eks:DescribeCluster`). */
  readonly server?: string;
  /** PEM, or that in base64 as EKS shows it. */
  readonly ca?: string;
  /** Asks as this role. */
  readonly roleArn?: string;
}

/** A token is good for 15 minutes. */
const tokenMs = 10 * 60_000;
const early = 60_000;

/**
 * A cluster of EKS, asked as an IAM role; the tokens are made here, by no program.
 * @param keys keys of AWS: `awsCredentialChain()`
 * @throws MeshError BAD_CONFIG for names that are none, CLUSTER_UNAVAILABLE where AWS does not tell where the cluster is
 */
export async function eksConnection(
  eks: EksCluster,
  keys: AwsCredentialSource,
  surroundings: Surroundings,
  signal: AbortSignal,
): Promise<Connection> {
  checkNames(eks);
  const { cluster, region, roleArn } = eks;
  const role = renewed<AwsCredentials>(async (ends, wasRefused) => {
    const own = await keys({ forceRefresh: wasRefused });
    const taken = roleArn === undefined ? own : await assumeRole(roleArn, region, own, surroundings, ends);
    // The chain keeps its own keys; only a role's are worth holding here.
    const until = roleArn === undefined ? 0 : (taken.expiration?.getTime() ?? 0) - 5 * early;
    return { value: taken, until };
  }, surroundings.now);
  const { server, ca } = await endpointOf(eks, () => role(signal), surroundings, signal);
  let used: AwsCredentials | undefined;

  async function token(ends: AbortSignal, wasRefused: boolean): Promise<Lease<Access>> {
    try {
      used = await role(ends, wasRefused ? used : undefined);
    } catch (error) {
      if (error instanceof MeshError) throw new KubeTrouble("unauthorized", plainClause(error));
      throw error;
    }
    const now = surroundings.now();
    const bearer = await eksToken(cluster, region, used, now);
    const until = Math.min(now + tokenMs, (used.expiration?.getTime() ?? Number.POSITIVE_INFINITY) - early);
    return { value: { headers: { authorization: `Bearer ${bearer}` }, tls: { ca } }, until };
  }

  return {
    name: cluster,
    server,
    namespace: undefined,
    proxy: proxyFor(server, surroundings.environment),
    access: renewed(token, surroundings.now),
  };
}

async function endpointOf(
  { cluster, region, server, ca }: EksCluster,
  keys: () => Promise<AwsCredentials>,
  surroundings: Surroundings,
  signal: AbortSignal,
): Promise<EksEndpoint> {
  const known =
    server === undefined || ca === undefined
      ? await describeEksCluster(cluster, region, await keys(), surroundings, signal)
      : { server, ca };
  const authority = ca ?? known.ca;
  return {
    server: serverAddress(server ?? known.server, `the EKS cluster "${cluster}"`),
    ca: authority.includes("-----BEGIN") ? authority : Buffer.from(authority, "base64").toString("utf8"),
  };
}

/** They become parts of host names, paths and headers. */
function checkNames({ cluster, region, roleArn }: EksCluster): void {
  const check = (what: string, value: string, form: RegExp, example: string): void => {
    if (form.test(value)) return;
    throw new MeshError(
      "BAD_CONFIG",
      `Cannot take "${plainText(value)}" for ${what}: it has another form`,
      `Write it as ${example}.`,
    );
  };
  check("an EKS cluster", cluster, /^[0-9A-Za-z][0-9A-Za-z_-]{0,99}$/, "prod-eu");
  check("a region", region, /^[a-z]{2}(-[a-z]{2,16}){1,3}-\d{1,2}$/, "eu-central-1");
  if (roleArn !== undefined)
    check(
      "a role",
      roleArn,
      /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]{1,512}$/,
      "arn:aws:iam::111122223333:role/meshwhy",
    );
}

function plainClause({ message }: MeshError): string {
  return `there are no credentials: ${message.charAt(0).toLowerCase()}${message.slice(1)}`;
}
