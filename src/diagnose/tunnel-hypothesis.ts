import { tunnelDeniedBy } from "../model/log-line.ts";
import type { Hypothesis } from "../model/observation.ts";

interface Rule {
  readonly classIds: readonly string[];
  readonly pattern: RegExp;
  readonly sentence: string;
}

/** The first that matches is taken. */
const rules: readonly Rule[] = [
  {
    classIds: ["A09", "A10"],
    pattern: /istio_converted_static_strict/,
    sentence: "the callee takes only mutual TLS (PeerAuthentication STRICT), and the caller comes without",
  },
  {
    classIds: ["A01", "A03", "A06", "A09"],
    pattern: /policy rejection.*none allowed/,
    sentence: "no ALLOW rule that ztunnel understands (layer 4 only) admits the caller, or the waypoint before it",
  },
  {
    classIds: ["A01", "A09"],
    pattern: /policy (?:rejection|change)/,
    sentence: "a policy at the callee's ztunnel refuses the connection",
  },
  {
    classIds: ["A01", "A03", "A06"],
    pattern: /^http status: 40[13]\b/,
    sentence: "a policy at the callee refuses the connection: the log of its ztunnel names it",
  },
  {
    classIds: ["A18", "A17"],
    pattern: /^http status: 50[234]\b/,
    sentence: "the callee's ztunnel or waypoint does not reach the application: it does not listen, or is going away",
  },
  {
    classIds: ["A18"],
    pattern: /connection refused/i,
    sentence: "the application does not listen on the port that was asked for",
  },
  {
    classIds: ["A02"],
    pattern: /NetworkPolicy is blocking HBONE port 15008/,
    sentence: "connections to port 15008 get no answer: a NetworkPolicy that does not list it drops them",
  },
  {
    classIds: ["A05", "A06"],
    pattern: /^unknown waypoint/,
    sentence: "ztunnel does not know the waypoint that the service is bound to",
  },
  {
    classIds: ["A17", "A05"],
    pattern: /^no healthy upstream|^no endpoints for workload|^no valid routing destination/,
    sentence: "the service, or its waypoint, has no healthy endpoint",
  },
  {
    classIds: [],
    pattern: /cannot resolve port|^no valid (?:service|target) port/,
    sentence: "the service has no such port",
  },
  {
    classIds: ["T13", "T14"],
    pattern: /revoked|expired/i,
    sentence: "a certificate has expired or was revoked",
  },
  {
    classIds: ["T13", "T14", "T19"],
    pattern: /^tls error|tls handshake|certificate|^identity error/i,
    sentence: "the two ztunnels do not agree on their certificates, or one has none",
  },
  {
    classIds: ["A13"],
    pattern: /timed out|timeout/i,
    sentence: "connections get no answer: no ztunnel on the callee's node, or something between the nodes drops them",
  },
];

/**
 * What an error in ztunnel's log suggests.
 * Source: istio-semantics §11.5, §18.10; ztunnel src/proxy.rs `Error`.
 */
export function tunnelHypothesis(error: string): Hypothesis {
  const denied = tunnelDeniedBy(error);
  if (typeof denied === "object")
    return {
      classIds: denied.kind === "PeerAuthentication" ? ["A09"] : ["A01"],
      sentence: `${denied.kind} ${denied.namespace}/${denied.policy} refuses the connection`,
    };
  const rule = rules.find(({ pattern }) => pattern.test(error));
  return rule === undefined
    ? { classIds: [], sentence: "ztunnel fails the connection, for a reason that is not known here" }
    : { classIds: rule.classIds, sentence: rule.sentence };
}
