import type { FieldName } from "./raw-line.ts";
import { isSecretName } from "./reduce-secrets.ts";
import { type TimeReader, timeReader } from "./start-time.ts";

/** What one command operator of an access log format prints. */
export interface Operator {
  /** `undefined`: nothing that is kept. */
  readonly field: FieldName | undefined;
  /** Prints a header that is likely to hold a secret, so that its text is taken out of the line. */
  readonly secret: boolean;
  readonly readTime?: TimeReader;
}

const fields: Readonly<Record<string, FieldName>> = {
  START_TIME: "at",
  PATH: "path",
  PROTOCOL: "protocol",
  RESPONSE_CODE: "code",
  RESPONSE_FLAGS: "flags",
  RESPONSE_FLAGS_LONG: "flagNames",
  RESPONSE_CODE_DETAILS: "details",
  CONNECTION_TERMINATION_DETAILS: "terminationDetails",
  UPSTREAM_TRANSPORT_FAILURE_REASON: "transportFailure",
  BYTES_RECEIVED: "bytesReceived",
  BYTES_SENT: "bytesSent",
  DURATION: "durationMs",
  UPSTREAM_HOST: "upstreamHost",
  UPSTREAM_REMOTE_ADDRESS: "upstreamHost",
  UPSTREAM_CLUSTER: "upstreamCluster",
  UPSTREAM_CLUSTER_RAW: "upstreamCluster",
  UPSTREAM_LOCAL_ADDRESS: "upstreamLocalAddress",
  DOWNSTREAM_LOCAL_ADDRESS: "downstreamLocalAddress",
  DOWNSTREAM_REMOTE_ADDRESS: "downstreamRemoteAddress",
  DOWNSTREAM_DIRECT_REMOTE_ADDRESS: "downstreamRemoteAddress",
  REQUESTED_SERVER_NAME: "requestedServerName",
  ROUTE_NAME: "routeName",
};

const requestHeaders: Readonly<Record<string, FieldName>> = {
  ":method": "method",
  ":path": "path",
  "x-envoy-original-path": "path",
  ":authority": "authority",
  host: "authority",
  "x-request-id": "requestId",
  "user-agent": "userAgent",
  "x-forwarded-for": "forwardedFor",
};

/**
 * What `%NAME(argument)%` prints.
 * Source: Envoy, "Substitution formatter" › command operators.
 */
export function operator(name: string, argument = ""): Operator {
  const header = /^(REQ|REQUEST_HEADER|REQ_WITHOUT_QUERY|RESP|RESPONSE_HEADER|TRAILER|RESPONSE_TRAILER)$/.exec(name);
  if (header !== null) return headerOperator(name.startsWith("REQ"), argument);
  const field = fields[name];
  if (field !== "at") return { field, secret: false };
  return { field, secret: false, readTime: timeReader(argument === "" ? undefined : argument) };
}

/** `%REQ(FIRST?SECOND):LENGTH%` prints the first header that is there. */
function headerOperator(ofRequest: boolean, argument: string): Operator {
  const names = argument.toLowerCase().split("?");
  const field = ofRequest ? names.map((name) => requestHeaders[name]).find((known) => known !== undefined) : undefined;
  return { field, secret: field === undefined && names.some((name) => name.includes("cookie") || isSecretName(name)) };
}
