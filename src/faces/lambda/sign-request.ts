import { createHash, createHmac } from "node:crypto";

/** Keys of a role or a user, as Lambda puts them into the environment. */
export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** A request without a body. Path and query of the URL are encoded already, as {@link awsEncoded} does. */
export interface Unsigned {
  readonly method: "GET";
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** `s3`. */
  readonly service: string;
  readonly region: string;
}

const emptyBody = createHash("sha256").update("").digest("hex");

/**
 * The headers of a request with its signature, version 4, as S3 wants it. `at` is in milliseconds since 1970.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
 */
export function signRequest(
  request: Unsigned,
  credentials: AwsCredentials,
  at: number,
): Readonly<Record<string, string>> {
  const { method, url, service, region } = request;
  const time = new Date(at).toISOString().replace(/[-:]|\.\d{3}/g, "");
  const day = time.slice(0, 8);
  const headers = {
    ...request.headers,
    host: url.host,
    "x-amz-content-sha256": emptyBody,
    "x-amz-date": time,
    ...(credentials.sessionToken === undefined ? {} : { "x-amz-security-token": credentials.sessionToken }),
  };
  const ordered = Object.entries(headers)
    .map(([name, value]) => [name.toLowerCase(), value.trim()] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const names = ordered.map(([name]) => name).join(";");
  const query = url.search.slice(1).split("&").sort().join("&");
  const canonical = [method, url.pathname, query, ...ordered.map((pair) => pair.join(":")), "", names, emptyBody].join(
    "\n",
  );
  const scope = `${day}/${region}/${service}/aws4_request`;
  const toSign = ["AWS4-HMAC-SHA256", time, scope, createHash("sha256").update(canonical).digest("hex")].join("\n");
  const key = [day, region, service, "aws4_request"].reduce<string | Buffer>(
    (secret, part) => createHmac("sha256", secret).update(part).digest(),
    `AWS4${credentials.secretAccessKey}`,
  );
  const signature = createHmac("sha256", key).update(toSign).digest("hex");
  const authorization = `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/${scope},SignedHeaders=${names},Signature=${signature}`;
  return { ...headers, authorization };
}

/** Every byte but letters, digits and `-._~` as `%XX`: stricter than `encodeURIComponent`. */
export function awsEncoded(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (each) => `%${each.charCodeAt(0).toString(16).toUpperCase()}`);
}
