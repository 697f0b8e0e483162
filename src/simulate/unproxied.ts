import type { InjectionVerdict, Spot } from "../model/cause.ts";
import { absence, byDefault, type Evidence, field } from "../model/evidence.ts";
import { isHttp, isTls, type Protocol } from "../model/service.ts";
import { type End, type Hop, hop, onward } from "../model/trace.ts";
import { delivered } from "./delivered.ts";
import { failure } from "./end.ts";
import type { Sent, Target } from "./sent.ts";
import type { Walk } from "./walk.ts";

/** Why nobody takes mesh TLS off at the server. */
interface Bare {
  readonly why: string;
  readonly spot: Spot | undefined;
  readonly injection: InjectionVerdict | undefined;
}

/** The bytes reach the application as they were sent; whether it understands them is told by its port's declaration. */
export function unproxied(walk: Walk, target: Target, sent: Sent, bare: Bare): Hop | End {
  const protocol = target.port?.protocol ?? "Auto";
  if (sent.wire === "mtls" || (sent.wire === "tls" && isHttp(protocol)))
    return tlsMeetsPlaintext(walk, target, sent, bare);
  const wrapped = sent.wire === "tls" ? 1 : 0;
  const layers = wrapped + (walk.payload === "tls" ? 1 : 0);
  const form = formProblem(walk, target, protocol, layers, wrapper(sent));
  const to = form ?? delivered(walk, target, false);
  return hop({
    kind: "inbound",
    at: "server",
    title: `straight to the application: ${bare.why}`,
    because:
      bare.spot === undefined ? [byDefault(bare.why)] : [field(bare.spot.ref, bare.spot.path, undefined, bare.why)],
    next: onward(to),
  });
}

/** The `tls` block that has the caller's proxy begin TLS of its own. */
export function wrapper({ wire, spot }: Sent): Spot | undefined {
  return wire !== "tls" || spot === undefined ? undefined : { ref: spot.ref, path: spot.path.replace(/\.mode$/, "") };
}

/**
 * Whether so many layers of TLS suit a port of this declaration. A port declared TCP, or not at all, may well speak
 * TLS itself; that is presumed and said. `outer`: what puts the outer of two layers on.
 */
export function formProblem(
  walk: Walk,
  target: Target,
  protocol: Protocol,
  layers: number,
  outer?: Spot,
): End | undefined {
  const spot: Spot =
    target.port === undefined || target.service === undefined
      ? { ref: target.endpoint.ref, path: "spec" }
      : { ref: target.service.ref, path: `${target.port.path}.name` };
  if (layers > 1)
    return misfit(walk, outer ?? spot, "TLS inside TLS, and nobody on the far side removes the outer layer");
  if (isTls(protocol))
    return layers === 0 && walk.payload === "http"
      ? misfit(walk, spot, `plain HTTP reaches a port that is declared ${protocol}`)
      : undefined;
  if (isHttp(protocol)) {
    if (layers > 0) return misfit(walk, spot, `TLS reaches a port that is declared ${protocol}`);
    if (walk.payload === "tcp")
      return misfit(walk, spot, `bytes that are not HTTP reach a port that is declared ${protocol}`);
    return undefined;
  }
  if (layers > 0)
    walk.assume(
      `the application behind ${target.endpoint.ref.name}:${target.endpoint.port ?? walk.flow.port} speaks TLS itself`,
    );
  return undefined;
}

function misfit(walk: Walk, spot: Spot, why: string): End {
  return failure({
    disposition: "protocol-error",
    station: "inbound",
    at: "server",
    cause: { code: "application-protocol", spot, why },
    because: [field(spot.ref, spot.path, undefined, why)],
    shown:
      walk.client.proxy.kind === "none"
        ? {}
        : { status: 503, flag: "UC", details: "upstream_reset_before_response_started{connection_termination}" },
    payload: walk.payload,
  });
}

function tlsMeetsPlaintext(walk: Walk, { endpoint }: Target, sent: Sent, bare: Bare): End {
  const because: Evidence[] = [
    ...sent.because,
    bare.spot === undefined ? absence(bare.why) : field(bare.spot.ref, bare.spot.path, undefined, bare.why),
  ];
  return failure({
    disposition: "tls-error",
    station: "tls",
    at: "client",
    cause: {
      code: "tls-to-plaintext",
      client: sent.spot,
      clientWhy: clientWhy(sent),
      mode: sent.mode,
      server: bare.spot,
      serverWhy: bare.why,
      injection: bare.injection,
      endpoint: endpoint.ref,
      port: endpoint.port ?? walk.flow.port,
    },
    because,
    shown: {
      status: 503,
      flag: "URX,UF",
      details:
        "upstream_reset_before_response_started{remote_connection_failure|TLS_error:|268435703:SSL_routines:OPENSSL_internal:WRONG_VERSION_NUMBER:TLS_error_end}",
    },
    payload: walk.payload,
  });
}

/** Why the client speaks TLS. */
export function clientWhy({ mode }: Sent): string {
  return mode === "AUTO" ? "auto mTLS takes the endpoint for one with a sidecar" : `the DestinationRule says ${mode}`;
}
