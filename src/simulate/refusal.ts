import type { InboundPort } from "../mesh/inbound-port.ts";
import type { ServerMode } from "../mesh/peer-authentication.ts";
import type { AcceptanceOutcome } from "../mesh/server-acceptance.ts";
import type { Inert, Spot } from "../model/cause.ts";
import { absence, type Evidence } from "../model/evidence.ts";
import { pathParts } from "../model/path.ts";
import type { End } from "../model/trace.ts";
import type { Workload } from "../model/workload.ts";
import { failure } from "./end.ts";
import type { Sent, Target } from "./sent.ts";
import { clientWhy } from "./unproxied.ts";
import type { Walk } from "./walk.ts";

interface Refused {
  readonly target: Target;
  readonly server: Workload;
  readonly port: number;
  readonly inbound: InboundPort;
  readonly sent: Sent;
  readonly demanded: ServerMode;
  readonly outcome: AcceptanceOutcome;
}

/** The server's proxy does not take the connection, or cannot read it. What each side would log is in the table of istio-semantics §3.7. */
export function refusal(walk: Walk, refused: Refused): End {
  const { outcome, sent } = refused;
  switch (outcome) {
    case "no-chain":
      return sent.wire === "plaintext" && walk.payload !== "tls"
        ? plaintextToStrict(walk, refused)
        : noTlsChain(walk, refused, "no filter chain of this port takes TLS that is not the mesh's own");
    case "client-cert-required":
      return sent.wire === "plaintext" || sent.mode === "none"
        ? plaintextToStrict(walk, refused)
        : noTlsChain(walk, refused, "the port wants a client certificate of the mesh, and there is none");
    case "tls-bytes-on-http":
    case "tls-bytes-to-app":
      return sent.wire !== "plaintext" && refused.demanded.mode === "DISABLE"
        ? tlsToPlaintext(walk, refused)
        : applicationProtocol(
            walk,
            refused,
            `TLS reaches port ${refused.port}, which is declared ${refused.inbound.protocol}`,
          );
    case "not-http":
      return applicationProtocol(
        walk,
        refused,
        `bytes that are not HTTP reach port ${refused.port}, which is declared ${refused.inbound.protocol}`,
      );
    default:
      return applicationProtocol(walk, refused, "the server's proxy cannot read what arrives");
  }
}

function plaintextToStrict(walk: Walk, { sent, server, demanded, port, inbound }: Refused): End {
  const client = sent.plaintext ?? {
    code: "not-captured" as const,
    spot: undefined,
    why: "the caller's traffic carries no mesh identity",
  };
  return failure({
    disposition: "reset",
    station: "tls",
    at: "server",
    cause: {
      code: "plaintext-to-strict",
      policy: demanded.spot,
      client,
      server: server.owner,
      port,
      ...declaredBy(inbound),
      // Only a finding asks for these.
      get inert() {
        return idleTaking(walk, demanded, port, ["PERMISSIVE", "DISABLE"]);
      },
    },
    because: [...sent.because, ...demanded.because],
    shown: clientLog(walk, 503, "UC", "upstream_reset_before_response_started{connection_termination}"),
    payload: walk.payload,
  });
}

/** PeerAuthentications that were meant for the server and would set one of these modes. */
function idleTaking({ mesh }: Walk, { ignored }: ServerMode, port: number, modes: readonly string[]): readonly Inert[] {
  return ignored.filter(({ ref, path }) => {
    const spec = mesh.get("PeerAuthentication", ref.namespace, ref.name)?.spec;
    const keyed = pathParts(path).at(-1);
    const onPort =
      spec?.portLevelMtls?.[path.startsWith("spec.portLevelMtls") && typeof keyed === "string" ? keyed : String(port)];
    return modes.includes(onPort?.mode ?? spec?.mtls?.mode ?? "");
  });
}

function declaredBy({ spot }: InboundPort): { readonly declared?: Spot } {
  return spot === undefined ? {} : { declared: spot };
}

function noTlsChain(walk: Walk, { sent, demanded, inbound }: Refused, why: string): End {
  return failure({
    disposition: "tls-error",
    station: "tls",
    at: "server",
    cause: {
      code: "no-tls-chain",
      client: sent.spot,
      mode: sent.mode,
      server: demanded.spot,
      why,
      ...declaredBy(inbound),
    },
    because: [...sent.because, ...demanded.because, absence(why)],
    shown: clientLog(walk, 503, "UF", "upstream_reset_before_response_started{remote_connection_failure}"),
    payload: walk.payload,
  });
}

function tlsToPlaintext(walk: Walk, { sent, demanded, port, target }: Refused): End {
  return failure({
    disposition: "tls-error",
    station: "tls",
    at: "server",
    cause: {
      code: "tls-to-plaintext",
      client: sent.spot,
      clientWhy: clientWhy(sent),
      mode: sent.mode,
      server: demanded.spot,
      serverWhy: "PeerAuthentication switches mTLS off on the port",
      injection: undefined,
      endpoint: target.endpoint.ref,
      port,
      get inert() {
        return idleTaking(walk, demanded, port, ["PERMISSIVE", "STRICT"]);
      },
    },
    because: [...sent.because, ...demanded.because],
    shown: clientLog(
      walk,
      503,
      "URX,UF",
      "upstream_reset_before_response_started{remote_connection_failure|TLS_error:|268435703:SSL_routines:OPENSSL_internal:WRONG_VERSION_NUMBER:TLS_error_end}",
    ),
    payload: walk.payload,
  });
}

function applicationProtocol(walk: Walk, { inbound, target }: Refused, why: string): End {
  const spot: Spot =
    inbound.spot === undefined
      ? { ref: target.endpoint.ref, path: "spec" }
      : {
          ref: inbound.spot.ref,
          path: inbound.service === undefined ? inbound.spot.path : `${inbound.spot.path}.name`,
        };
  const because: Evidence[] = [...inbound.because, absence(why)];
  return failure({
    disposition: "protocol-error",
    station: "inbound",
    at: "server",
    cause: { code: "application-protocol", spot, why },
    because,
    shown: clientLog(walk, 400, "DPE", "http1.codec_error"),
    payload: walk.payload,
  });
}

/** Without a proxy of its own the caller logs nothing: its application sees the connection reset. */
function clientLog(walk: Walk, status: number, flag: string, details: string) {
  return walk.client.proxy.kind === "none" ? {} : { status, flag, details };
}
