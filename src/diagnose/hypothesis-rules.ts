import type { FailureFacts } from "./failure-facts.ts";

/** What a failure of such a shape suggests. */
export interface HypothesisRule {
  /** Classes of the failure catalogue, with spaces between them. */
  readonly classIds: string;
  readonly holds: (facts: FailureFacts) => boolean;
  readonly sentence: string | ((facts: FailureFacts) => string);
}

const noAllowRule = "Z02 Z03 Z04 Z05 Z06 Z08 Z09 Z10 Z11 Z12 Z18 Z19 Z23";
const anyRefusal = `Z01 ${noAllowRule} Z20 Z21 Z22 J04`;

/**
 * What a failed call's lines suggest, by their shape; the first rule that holds is taken, and the last always does.
 * Source: istio-semantics §18.12 (from evidence to hypothesis), with the log columns of §18.
 */
export const hypothesisRules: readonly HypothesisRule[] = [
  {
    classIds: "Z01 Z07 Z14",
    holds: ({ denied }) => typeof denied === "object",
    sentence: ({ denied }) =>
      typeof denied === "object"
        ? `rule ${denied.rule} of AuthorizationPolicy ${denied.namespace}/${denied.policy} refuses the calls`
        : "",
  },
  {
    classIds: "Z22",
    holds: ({ details }) => details.includes("bad-CUSTOM-action"),
    sentence: "an AuthorizationPolicy asks a provider that the mesh configuration does not know",
  },
  {
    classIds: "Z13 Z02 Z03 Z11",
    holds: ({ denied, code }) => denied === "none" && code === 0,
    sentence: "no ALLOW rule at the callee admits the connection; rules with HTTP fields match nothing on a TCP port",
  },
  {
    classIds: noAllowRule,
    holds: ({ denied }) => denied === "none",
    sentence: "no ALLOW rule of an AuthorizationPolicy at the callee matches the calls",
  },
  {
    classIds: "Z21",
    holds: ({ flags, details }) => flags.has("UAEX") && details.includes("error"),
    sentence: "the external authorization provider cannot be reached",
  },
  {
    classIds: "Z20 Z21 Z22",
    holds: ({ flags, details }) => flags.has("UAEX") || details.startsWith("ext_authz"),
    sentence: "the external authorization provider refuses the calls",
  },
  {
    classIds: "J04",
    holds: ({ code, details }) => code === 403 && details.startsWith("jwt_authn"),
    sentence: "the token is for another audience",
  },
  {
    classIds: "J01 J02 J03 J05",
    holds: ({ details }) => details.startsWith("jwt_authn"),
    sentence: ({ details }) => `the token is not accepted: ${/\{([^}]*)/.exec(details)?.[1] ?? details}`,
  },
  {
    classIds: "R25",
    holds: ({ flags }) => flags.has("FI"),
    sentence: "a VirtualService (or an EnvoyFilter) injects the failure",
  },
  {
    classIds: "X02",
    holds: ({ flags, code }) => flags.has("RL") || flags.has("RLSE") || code === 429,
    sentence: "a rate limit is reached",
  },
  {
    classIds: "X03",
    holds: ({ flags }) => flags.has("NFCF"),
    sentence: "the configuration of an extension (WasmPlugin) did not reach the proxy, and it fails closed",
  },
  {
    classIds: "C07",
    holds: ({ flags }) => flags.has("OM"),
    sentence: "the proxy is out of memory and sheds load",
  },
  {
    classIds: "T01 T06 T10 T17 I21 S01 K16 D16 T20",
    holds: ({ turnedAway, call }) => turnedAway && call.client !== undefined,
    sentence: "the caller's proxy sends plaintext to a callee that takes only mutual TLS",
  },
  {
    classIds: "I01 I12 I14 I15 A10",
    holds: ({ turnedAway }) => turnedAway,
    sentence: "the caller's traffic does not pass a proxy of its own, and the callee takes only mutual TLS",
  },
  {
    classIds: "S02 S10",
    holds: ({ call }) => call.client?.routeName === "block_all",
    sentence: "the caller's proxy does not know the host, and REGISTRY_ONLY forbids unknown hosts",
  },
  {
    classIds: "S03 S10",
    holds: ({ cluster }) => cluster === "BlackHoleCluster",
    sentence: "the caller's proxy does not know the address, and REGISTRY_ONLY forbids unknown ones",
  },
  {
    classIds: "R28 W04",
    holds: ({ details }) => details === "direct_response",
    sentence: "a route answers by itself, with a direct response",
  },
  {
    classIds: "W02 W03 W04",
    holds: ({ flags, code, cluster }) => code === 500 && (flags.has("NC") || cluster === "UnknownService"),
    sentence: "the backend of a Gateway API route cannot be resolved",
  },
  {
    classIds: "R34",
    holds: ({ flags, code }) => flags.has("NC") && code === 0,
    sentence: "a TCP route leads to a host or subset that does not exist",
  },
  {
    classIds: "R09 R10 R11 R12 R13 R14 S08 E03 D06 D07 D08",
    holds: ({ flags }) => flags.has("NC"),
    sentence: "a route leads to a host, port or subset that the caller's proxy does not know",
  },
  {
    classIds: "G08 G15",
    holds: ({ flags, code, viaGateway }) => flags.has("NR") && code === 0 && viaGateway,
    sentence: "the gateway has no listener for this server name",
  },
  {
    classIds: "G03 G04 G05",
    holds: ({ flags, viaGateway }) => flags.has("NR") && viaGateway,
    sentence: "no route of the gateway takes this host and path",
  },
  {
    classIds: "R01 R02 R03 R04 R05 R06",
    holds: ({ flags }) => flags.has("NR"),
    sentence: "no route of the VirtualService matches the request",
  },
  {
    classIds: "E02",
    holds: ({ flags }) => flags.has("DF"),
    sentence: "the name of the outside host does not resolve",
  },
  {
    classIds: "K02 K03 K04 K07 K13 D01 D02 D12 E02 I11 I19 C01",
    holds: ({ flags }) => flags.has("UH"),
    sentence: "the caller's proxy has no healthy endpoint of the callee",
  },
  {
    classIds: "D11",
    holds: ({ flags, end }) => flags.has("UO") && end === "server",
    sentence: "the callee's own connection pool is full",
  },
  {
    classIds: "D09 D10",
    holds: ({ flags }) => flags.has("UO"),
    sentence: "a connection pool limit of a DestinationRule is reached",
  },
  {
    classIds: "R24",
    holds: ({ flags }) => flags.has("UT"),
    sentence: "the callee takes longer than the route's timeout allows",
  },
  {
    classIds: "I03 I13 I20 T02 T11 T18 E05",
    holds: ({ reason }) => reason.includes("WRONG_VERSION_NUMBER"),
    sentence: "the caller's proxy speaks TLS to something that does not",
  },
  {
    classIds: "T14 T13",
    holds: ({ reason }) => /expired/i.test(reason),
    sentence: "a certificate has expired",
  },
  {
    classIds: "T04 T12 T13 T19",
    holds: ({ reason }) => reason.includes("CERTIFICATE_VERIFY_FAILED"),
    sentence: "the callee's certificate is not the one that the caller's proxy expects",
  },
  {
    classIds: "T13 T14",
    holds: ({ reason }) => /ALERT_CERTIFICATE_UNKNOWN|ALERT_UNKNOWN_CA/.test(reason),
    sentence: "the callee does not trust the caller's certificate",
  },
  {
    classIds: "T05 T14 K12 G07",
    holds: ({ reason }) => /Secret.is.not.supplied/.test(reason),
    sentence: "the proxy never got the certificate that it is to present",
  },
  {
    classIds: "K05 K08 S07",
    holds: ({ reason, end }) => isRefused(reason) && end === "server",
    sentence: "nothing listens on the callee's port: its own proxy is refused by the application",
  },
  {
    classIds: "K06 K20 K05",
    holds: ({ reason }) => isRefused(reason),
    sentence: "the callee's address refuses connections: nothing listens there, or the pod is going away",
  },
  {
    classIds: "K10 K11 E09 D14 C06",
    holds: ({ reason }) => /connection.timeout/i.test(reason),
    sentence: "connections get no answer: something between the pods drops them, such as a NetworkPolicy",
  },
  {
    classIds: "C06 K20",
    holds: ({ flags }) => flags.has("UF"),
    sentence: "connections to the callee fail",
  },
  {
    classIds: "P04 P09",
    holds: ({ flags }) => flags.has("UPE"),
    sentence: "the callee answers something that is not the protocol its port is declared for",
  },
  {
    classIds: "P08",
    holds: ({ code }) => code === 431 || code === 413,
    sentence: "the request is larger than the proxy takes",
  },
  {
    classIds: "P03 T02 G11",
    holds: ({ flags }) => flags.has("DPE"),
    sentence: "the caller sends something that is not the HTTP that the proxy expects",
  },
  {
    classIds: "P07",
    holds: ({ details }) => details === "low_version",
    sentence: "the caller speaks HTTP/1.0, which Envoy does not take",
  },
  {
    classIds: "P10",
    holds: ({ details }) => details === "upgrade_failed",
    sentence: "the upgrade (WebSocket) is refused",
  },
  {
    classIds: "K19 B03 P04",
    holds: ({ flags, end }) => (flags.has("UC") || flags.has("UR")) && end === "server",
    sentence: "the application closes connections while it is being asked: it crashes, or ends idle ones early",
  },
  {
    classIds: "K19 B03 D13 P04",
    holds: ({ flags, serverLogs }) => (flags.has("UC") || flags.has("UR")) && serverLogs,
    sentence: "the callee closes connections while it is being asked: it crashes, or ends idle ones early",
  },
  {
    classIds: "T01 T06 T10 T17 K19 B03 D13 P04",
    holds: ({ flags }) => flags.has("UC") || flags.has("UR"),
    sentence: "the callee closes connections: for want of mutual TLS, which its proxy's log would tell, or by crashing",
  },
  {
    classIds: "B01 B04",
    holds: ({ call }) => call.answeredBy === "application" && call.failed,
    sentence: "the application itself answers so",
  },
  {
    classIds: anyRefusal,
    // Envoy's "RBAC: access denied" has 19 bytes. Source: istio-semantics §15.5.
    holds: ({ code, end, call }) => code === 403 && end === "beyond" && call.client?.bytesSent === 19,
    sentence: "an AuthorizationPolicy at the callee seems to refuse the calls, by the length of the answer",
  },
  {
    classIds: `${anyRefusal} B01`,
    holds: ({ code, end }) => code === 403 && end === "beyond",
    sentence: "the callee's proxy or its application refuses the calls: the log of that proxy would tell which",
  },
  {
    classIds: "J01 J02 J03 J04 J05 B01",
    holds: ({ code, end }) => code === 401 && end === "beyond",
    sentence: "the callee's proxy or its application does not accept the token: the log of that proxy would tell which",
  },
  {
    classIds: "B01 K05 K08 K19 D11 P04 P09",
    holds: ({ end }) => end === "beyond",
    sentence: "the callee's proxy or its application fails: the log of that proxy would tell which",
  },
  { classIds: "X04", holds: () => true, sentence: "the proxy answers by itself, for a reason that is not known here" },
];

function isRefused(reason: string): boolean {
  return /Connection.refused|delayed_connect_error:_111/.test(reason);
}
