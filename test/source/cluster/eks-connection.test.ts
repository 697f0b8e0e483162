import { createHash, createHmac } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { AwsCredentials } from "../../../src/source/cluster/aws-credentials.ts";
import { type EksCluster, eksConnection } from "../../../src/source/cluster/eks-connection.ts";
import { eksToken } from "../../../src/source/cluster/eks-token.ts";
import { type MisbehavingServer, misbehavingServer } from "../../support/misbehaving-server.ts";
import { surroundings } from "./surroundings.ts";

const keys: AwsCredentials = {
  accessKeyId: "AKIDEXAMPLE",
  secretAccessKey: "canary-secret-key",
  sessionToken: "canary/session+token==",
};
const soon = (ms = 3000): AbortSignal => AbortSignal.timeout(ms);
const ca = "-----BEGIN CERTIFICATE-----\nthe authority\n-----END CERTIFICATE-----\n";
const known: EksCluster = { cluster: "prod", region: "eu-central-1", server: "https://eks.test", ca };
const described = JSON.stringify({
  cluster: { endpoint: "https://found.test", certificateAuthority: { data: btoa(ca) } },
});
const role = "arn:aws:iam::111122223333:role/meshwhy";

let aws: MisbehavingServer;
let asked: boolean[];
let around: ReturnType<typeof surroundings>;
beforeEach(async () => {
  aws = await misbehavingServer();
  asked = [];
  around = surroundings({ AWS_ENDPOINT_URL_EKS: aws.url, AWS_ENDPOINT_URL_STS: aws.url });
});
afterEach(() => aws.stop());

const source = ({ forceRefresh }: { readonly forceRefresh: boolean }): Promise<AwsCredentials> => {
  asked.push(forceRefresh);
  return Promise.resolve(keys);
};

/** The URL inside a token. */
function presigned(header: unknown): URL {
  const token = String(header).replace("Bearer k8s-aws-v1.", "");
  expect(token).toMatch(/^[\w-]+$/);
  return new URL(Buffer.from(token, "base64url").toString());
}

const answers =
  (status: number, body: string, headers: Record<string, string> = {}) =>
  (response: import("node:http").ServerResponse): void => {
    response.writeHead(status, headers).end(body);
  };
const rolesKeys = (nth: number, expiration: string): string =>
  `<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIA${nth}</AccessKeyId>
   <SecretAccessKey>canary-of-the-role</SecretAccessKey><SessionToken>canary-session</SessionToken>
   <Expiration>${expiration}</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`;

describe("a token for EKS", () => {
  it("is the request that STS itself would sign", async () => {
    const at = Date.parse("2026-11-20T00:00:00Z");
    const token = await eksToken("prod", "us-east-1", keys, at);
    const url = presigned(`Bearer ${token}`);
    const parameters = [
      ["Action", "GetCallerIdentity"],
      ["Version", "2011-06-15"],
      ["X-Amz-Algorithm", "AWS4-HMAC-SHA256"],
      ["X-Amz-Credential", "AKIDEXAMPLE/20261120/us-east-1/sts/aws4_request"],
      ["X-Amz-Date", "20261120T000000Z"],
      ["X-Amz-Expires", "60"],
      ["X-Amz-Security-Token", "canary/session+token=="],
      ["X-Amz-SignedHeaders", "host;x-k8s-aws-id"],
    ].map((pair) => pair.map(encodeURIComponent).join("="));
    const hash = (text: string): string => createHash("sha256").update(text).digest("hex");
    const hmac = (key: string | Buffer, text: string): Buffer => createHmac("sha256", key).update(text).digest();
    const host = "sts.us-east-1.amazonaws.com";
    const canonical = [
      "GET",
      "/",
      parameters.sort().join("&"),
      `host:${host}`,
      "x-k8s-aws-id:prod",
      "",
      "host;x-k8s-aws-id",
      hash(""),
    ];
    const text = [
      "AWS4-HMAC-SHA256",
      "20261120T000000Z",
      "20261120/us-east-1/sts/aws4_request",
      hash(canonical.join("\n")),
    ];
    const key = ["20261120", "us-east-1", "sts", "aws4_request"].reduce<string | Buffer>(
      hmac,
      `AWS4${keys.secretAccessKey}`,
    );
    expect(url.host).toBe(host);
    expect(url.searchParams.get("X-Amz-Signature")).toBe(hmac(key, text.join("\n")).toString("hex"));
  });

  it.each([
    ["cn-north-1", "sts.cn-north-1.amazonaws.com.cn"],
    ["us-gov-west-1", "sts.us-gov-west-1.amazonaws.com"],
    ["us-iso-east-1", "sts.us-iso-east-1.c2s.ic.gov"],
    ["us-isob-east-1", "sts.us-isob-east-1.sc2s.sgov.gov"],
  ])("asks STS of %s at %s", async (region, host) => {
    expect(presigned(`Bearer ${await eksToken("prod", region, keys, 0)}`).host).toBe(host);
  });
});

describe("a connection to EKS", () => {
  it("asks AWS nothing where everything is said, and holds a token for ten minutes", async () => {
    const connection = await eksConnection(known, source, around, soon());
    expect(connection).toMatchObject({ name: "prod", server: "https://eks.test", proxy: undefined });
    const all = await Promise.all([1, 2, 3].map(() => connection.access(soon())));
    expect(new Set(all).size).toBe(1);
    expect(all[0]?.tls).toEqual({ ca });
    expect(presigned(all[0]?.headers.authorization).searchParams.get("X-Amz-Date")).toBe("20261120T140000Z");
    around.clock += 9 * 60_000;
    expect(await connection.access(soon())).toBe(all[0]);
    around.clock += 61_000;
    const next = await connection.access(soon());
    expect(presigned(next.headers.authorization).searchParams.get("X-Amz-Date")).toBe("20261120T141001Z");
    expect(asked).toEqual([false, false]);
    await connection.access(soon(), next);
    expect(asked).toEqual([false, false, true]);
    expect(aws.received).toEqual([]);
  });

  it("has EKS say where the cluster is, in a signed request", async () => {
    aws.will(answers(500, ""), answers(200, described));
    const connection = await eksConnection({ cluster: "prod", region: "eu-central-1" }, source, around, soon());
    expect(connection.server).toBe("https://found.test");
    expect((await connection.access(soon())).tls).toEqual({ ca });
    expect(aws.received).toHaveLength(2);
    expect(aws.received[1]).toMatchObject({ method: "GET", url: "/clusters/prod" });
    expect(aws.received[1]?.headers.authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/20261120\/eu-central-1\/eks\/aws4_request, SignedHeaders=[^ ]*host[^ ]*, Signature=[0-9a-f]{64}$/,
    );
  });

  it("asks as a role, whose keys are taken anew before they end", async () => {
    aws.will(answers(200, rolesKeys(1, "2026-11-20T15:00:00Z")), answers(200, rolesKeys(2, "2026-11-20T16:00:00Z")));
    const connection = await eksConnection({ ...known, roleArn: role }, source, around, soon());
    const credential = async (): Promise<string | null> =>
      presigned((await connection.access(soon())).headers.authorization).searchParams.get("X-Amz-Credential");
    expect(await credential()).toMatch(/^ASIA1\//);
    around.clock += 30 * 60_000;
    expect(await credential()).toMatch(/^ASIA1\//);
    expect(aws.received).toHaveLength(1);
    around.clock += 26 * 60_000;
    expect(await credential()).toMatch(/^ASIA2\//);
    const [first] = aws.received;
    expect(first).toMatchObject({ method: "POST", url: "/" });
    expect(new URLSearchParams(first?.body).get("RoleArn")).toBe(role);
    expect(first?.headers.authorization).toContain("/eu-central-1/sts/aws4_request");
  });

  it.each<[string, Parameters<MisbehavingServer["will"]>, RegExp, RegExp]>([
    [
      "forbids it",
      [
        answers(403, '{"message":"canary-account is not allowed"}', {
          "x-amzn-errortype": "AccessDeniedException:http",
        }),
      ],
      /Cannot look up the EKS cluster "prod" in eu-central-1: AWS answers 403 \(AccessDeniedException\)/,
      /Allow eks:DescribeCluster/,
    ],
    [
      "knows none",
      [answers(404, "{}", { "x-amzn-errortype": "ResourceNotFoundException" })],
      /404 \(ResourceNotFound/,
      /region/,
    ],
    ["is down", [answers(500, "canary")], /AWS answers 500/, /region/],
    ["hangs up", [(response) => void response.destroy()], /cannot be reached/, /network/],
    ["never answers", [() => undefined], /not answered in time/, /Try again/],
    ["answers with something else", [answers(200, "<canary>")], /no endpoint yet/, /active/],
    ["is still making it", [answers(200, '{"cluster":{"status":"CREATING"}}')], /no endpoint yet/, /active/],
    ["leads elsewhere", [answers(302, "", { location: "https://evil.test" })], /AWS answers 302/, /region/],
  ])("fails clearly where EKS %s", async (_, script, message, next) => {
    aws.will(...script);
    const connecting = eksConnection({ cluster: "prod", region: "eu-central-1" }, source, around, soon(800));
    const error: unknown = await connecting.catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      code: "CLUSTER_UNAVAILABLE",
      message: expect.stringMatching(message),
      next: expect.stringMatching(next),
    });
    expect(`${JSON.stringify(error)} ${(error as Error).stack}`).not.toContain("canary");
  });

  it("has no credentials where the role is refused or AWS has none", async () => {
    aws.will(
      answers(403, "<ErrorResponse><Error><Code>AccessDenied</Code><Message>canary</Message></Error></ErrorResponse>"),
    );
    const refused = await eksConnection({ ...known, roleArn: role }, source, around, soon());
    const trouble: unknown = await refused.access(soon()).catch((thrown: unknown) => thrown);
    expect(trouble).toMatchObject({
      kind: "unauthorized",
      message: `there are no credentials: cannot take the role "${role}": AWS answers 403 (AccessDenied)`,
    });
    expect(JSON.stringify(trouble)).not.toContain("canary");
  });

  it.each([
    [{ cluster: "a/b" }, /"a\/b" for an EKS cluster/],
    [{ region: "evil.test/" }, /for a region/],
    [{ region: "eu-central-1.evil-1" }, /for a region/],
    [{ roleArn: "admin" }, /for a role/],
    [{ server: "http://eks.test" }, /not of https/],
  ])("takes no %j", async (odd, message) => {
    await expect(eksConnection({ ...known, ...odd }, source, around, soon())).rejects.toThrow(message);
  });
});
