import { KubeTrouble } from "./kube-trouble.ts";

/** Why no answer came, and whether another try may fare better. */
export interface FailedTry {
  readonly trouble: KubeTrouble;
  readonly again: boolean;
  /** What the server asked to wait. */
  readonly waitMs?: number;
}

/** What TLS, DNS, sockets and the HTTP parser call it → what it means. */
const meanings: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: "its certificate has expired",
  CERT_NOT_YET_VALID: "its certificate is not valid yet",
  CERT_REVOKED: "its certificate is revoked",
  CERT_UNTRUSTED: "its certificate is from an authority that is not trusted",
  CERT_REJECTED: "its certificate is from an authority that is not trusted",
  CERT_SIGNATURE_FAILURE: "its certificate is not signed by the authority that is trusted",
  DEPTH_ZERO_SELF_SIGNED_CERT: "its certificate is self-signed and not trusted",
  SELF_SIGNED_CERT_IN_CHAIN: "its certificate is from an authority that is not trusted",
  UNABLE_TO_GET_ISSUER_CERT: "its certificate is from an authority that is not trusted",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "its certificate is from an authority that is not trusted",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "its certificate is from an authority that is not trusted",
  ERR_TLS_CERT_ALTNAME_INVALID: "its certificate is for another host name",
  ERR_SSL_WRONG_VERSION_NUMBER: "it does not speak TLS",
  ERR_SSL_PACKET_LENGTH_TOO_LONG: "it does not speak TLS",
  EPROTO: "TLS could not be agreed on",
  ENOTFOUND: "its host name is unknown",
  ECONNREFUSED: "the connection was refused",
  EHOSTUNREACH: "there is no route to it",
  ENETUNREACH: "there is no route to its network",
  EADDRNOTAVAIL: "there is no route to it",
  EACCES: "the system forbids the connection",
  EPERM: "the system forbids the connection",
  UND_ERR_PRX_TLS: "the proxy's certificate is not trusted",
};

/** The same for what may pass by itself. */
const passing: Readonly<Record<string, string>> = {
  EAI_AGAIN: "its host name could not be looked up just now",
  ECONNRESET: "the connection was reset",
  ECONNABORTED: "the connection was reset",
  EPIPE: "the connection was reset",
  ETIMEDOUT: "no connection came about in time",
  UND_ERR_CONNECT_TIMEOUT: "no connection came about in time",
  UND_ERR_SOCKET: "the connection was closed in the middle of the exchange",
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: "the answer was cut short",
  Z_BUF_ERROR: "the answer was cut short",
};

/** The same for what is no HTTP. */
const garbled: Readonly<Record<string, string>> = {
  Z_DATA_ERROR: "the answer is packed wrongly",
  UND_ERR_HEADERS_OVERFLOW: "the answer has more headers than are read",
};

/** What a failed exchange means, in plain words: nothing of what the other side sent is repeated. */
export function connectionTrouble(
  error: unknown,
  connection: { readonly name: string; readonly proxy?: string | undefined },
): FailedTry {
  const code = codeOf(error);
  const whom = `cannot reach the API server of "${connection.name}"`;
  const unreachable = (why: string, again: boolean): FailedTry => ({
    trouble: new KubeTrouble("unreachable", `${whom}: ${why}`),
    again,
  });
  const known = meanings[code];
  if (known !== undefined)
    return unreachable(connection.proxy === undefined ? known : `${known} (through a proxy)`, false);
  const brief = passing[code];
  if (brief !== undefined) return unreachable(brief, true);
  if (code === "UND_ERR_HEADERS_TIMEOUT" || code === "UND_ERR_BODY_TIMEOUT")
    return { trouble: new KubeTrouble("timeout", `the API server of "${connection.name}" fell silent`), again: true };
  const odd = garbled[code] ?? (code.startsWith("HPE_") ? "the answer is no HTTP" : undefined);
  if (odd !== undefined)
    return {
      trouble: new KubeTrouble("garbled", `the API server of "${connection.name}" cannot be understood: ${odd}`),
      again: false,
    };
  if (code === "UND_ERR_ABORTED" && connection.proxy !== undefined)
    return unreachable("the proxy refuses the connection", false);
  if (code === "UND_ERR_DESTROYED" || code === "UND_ERR_CLOSED")
    return unreachable("the connection was closed here", false);
  if (code.startsWith("ERR_SSL_") && code.includes("ALERT"))
    return unreachable("it does not take the certificate that it was shown", false);
  if (code.startsWith("ERR_OSSL_") || code.startsWith("ERR_TLS_") || code.startsWith("ERR_SSL_"))
    return unreachable("a certificate or key cannot be used", false);
  return unreachable("the connection failed", false);
}

/** The code that says most: of the error, of its cause, or of the tries it is the sum of. */
function codeOf(error: unknown, depth = 0): string {
  if (!(error instanceof Error) || depth > 4) return "";
  if (error.name === "HTTPParserError") return "HPE_";
  const own = "code" in error && typeof error.code === "string" ? error.code : "";
  const beneath = codeOf(error.cause, depth + 1);
  if (own !== "" && own !== "UND_ERR_SOCKET") return own;
  if (beneath !== "") return beneath;
  if (error instanceof AggregateError) return codeOf(error.errors[0], depth + 1);
  return own;
}
