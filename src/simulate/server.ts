import { capturesInbound } from "../mesh/capture.ts";
import { inboundPort } from "../mesh/inbound-port.ts";
import { injectionVerdict } from "../mesh/injection-verdict.ts";
import { ownTrustDomains } from "../mesh/own-trust-domains.ts";
import { peerAuthentication } from "../mesh/peer-authentication.ts";
import { serverAcceptance } from "../mesh/server-acceptance.ts";
import { templateSpot } from "../mesh/template-spot.ts";
import type { Spot } from "../model/cause.ts";
import { field } from "../model/evidence.ts";
import { refText } from "../model/ref.ts";
import type { Protocol } from "../model/service.ts";
import { type End, type Hop, hop, onward } from "../model/trace.ts";
import type { Workload } from "../model/workload.ts";
import { delivered } from "./delivered.ts";
import { failure, unknownEnd } from "./end.ts";
import { inboundHop } from "./inbound.ts";
import { otherSettings } from "./other-settings.ts";
import { refusal } from "./refusal.ts";
import type { Sent, Target } from "./sent.ts";
import { throughGateway } from "./through-gateway.ts";
import { unproxied } from "./unproxied.ts";
import { unreadPod } from "./unread-pod.ts";
import type { Walk } from "./walk.ts";
import { workloadOfEndpoint } from "./workload-of-endpoint.ts";

/**
 * Arrives at the server's pod: at its application, or at the proxy in front of it. From here on the server's own
 * cluster has the say: its proxies are told by its control plane.
 */
export function serverHop(caller: Walk, target: Target, sent: Sent): Hop | End {
  const walk: Walk = { ...caller, mesh: caller.mesh.home(target.endpoint.ref) };
  const server = workloadOfEndpoint(walk.mesh, target.endpoint);
  if (server === undefined) return beyondPods(walk, target, sent);
  const other = otherSettings(server, "server");
  if (other !== undefined) return other;
  switch (server.proxy.kind) {
    case "none":
      return unproxied(walk, target, sent, {
        why: `${server.owner.name} has no sidecar`,
        spot: injectionVerdict(walk.mesh, [server]).spot,
        injection: injectionVerdict(walk.mesh, [server]),
      });
    case "gateway":
      return throughGateway(walk, target, sent, server);
    case "sidecar":
      return atSidecar(walk, target, sent, server);
    default:
      return unknownEnd(
        "inbound",
        "server",
        {
          code: "not-modelled",
          what:
            server.proxy.kind === "ambient"
              ? "the ambient data plane"
              : `a ${server.proxy.kind} in front of the server`,
          spot: { ref: server.ref, path: "metadata" },
        },
        server.proxy.because,
      );
  }
}

/** An endpoint that is no pod that was read: an outside address, or a pod whose read failed. */
function beyondPods(walk: Walk, target: Target, sent: Sent): Hop | End {
  const { endpoint } = target;
  const gap = unreadPod(walk.mesh, endpoint);
  if (gap !== undefined)
    return unknownEnd("inbound", "server", { code: "unreadable", gap, decision: "what stands in front of the server" });
  if (sent.wire === "mtls" && endpoint.tlsMode === "istio") {
    // Its entry promises mesh mTLS, and nothing that can be read tells whether the machine keeps the promise.
    walk.assume(`the machine at ${endpoint.address} runs a proxy of the mesh, as ${refText(endpoint.ref)} promises`);
    return delivered(walk, target, true, sent.because);
  }
  return unproxied(walk, target, sent, {
    why: `${endpoint.address} is no pod of this cluster`,
    spot: undefined,
    injection: undefined,
  });
}

function atSidecar(walk: Walk, target: Target, sent: Sent, server: Workload): Hop | End {
  const port = target.endpoint.port ?? walk.flow.port;
  const capture = capturesInbound(server.pod, port);
  if (!capture.captured) {
    return unproxied(walk, target, sent, {
      why: capture.why ?? `port ${port} bypasses the server's proxy`,
      spot: capture.spot === undefined ? undefined : templateSpot(server, capture.spot.path),
      injection: undefined,
    });
  }
  if (server.proxy.down === true) return proxyDown(walk, server);
  const inbound = inboundPort(walk.mesh, server, port);
  const demanded = peerAuthentication(walk.mesh, server, port, target.port?.number);
  if (demanded.gap !== undefined) {
    return unknownEnd(
      "tls",
      "server",
      { code: "unreadable", gap: demanded.gap, decision: `whether ${server.owner.name} demands mTLS` },
      demanded.because,
    );
  }
  const acceptance = serverAcceptance({
    mode: demanded.mode,
    protocol: inbound.protocol,
    wire: sent.wire,
    applicationTls: walk.payload === "tls",
    payload: walk.payload,
  });
  if (acceptance.terminatesTls && sent.wire === "mtls") {
    const untrusted = strangerRefused(walk, server);
    if (untrusted !== undefined) return untrusted;
  }
  const accepted =
    acceptance.outcome === "http" || acceptance.outcome === "tcp" || acceptance.outcome === "passthrough-tls";
  const to = accepted
    ? inboundHop(walk, {
        target,
        server,
        port,
        inbound,
        sent,
        http: acceptance.outcome === "http",
        authenticated: acceptance.terminatesTls && sent.wire === "mtls",
      })
    : refusal(walk, { target, server, port, inbound, sent, demanded, outcome: acceptance.outcome });
  return hop({
    kind: "tls",
    at: "server",
    title: `${modeText(demanded.mode)}${demanded.spot === undefined ? "" : ` (${refText(demanded.spot.ref)})`} on port ${port}, ${protocolText(inbound.protocol)}`,
    because: [...demanded.because, ...inbound.because],
    next: onward(to),
  });
}

/** Proxies break off handshakes with certificates of trust domains that their own mesh configuration does not name. */
function strangerRefused(walk: Walk, server: Workload): End | undefined {
  const { settings } = walk.mesh;
  const shown = walk.mesh.home(walk.client.ref).settings.trustDomain;
  const trusted = ownTrustDomains(settings);
  if (trusted.includes(shown)) return undefined;
  const spot: Spot = { ref: settings.ref ?? server.owner, path: "mesh.trustDomainAliases" };
  const why = `the certificate of ${walk.client.owner.name} is of trust domain ${shown}, and ${server.owner.name} takes those of ${trusted.join(" or ")}`;
  return failure({
    disposition: "tls-error",
    station: "tls",
    at: "server",
    cause: { code: "certificate", spot, why },
    because: [field(spot.ref, spot.path, settings.trustDomainAliases, why)],
    shown: { status: 503, flag: "URX,UF" },
    payload: walk.payload,
  });
}

function modeText(mode: string): string {
  return mode;
}

function protocolText(protocol: Protocol | "none"): string {
  return protocol === "none" ? "declared by no Service" : protocol === "Auto" ? "protocol sniffed" : protocol;
}

function proxyDown(walk: Walk, server: Workload): End {
  const spot: Spot = { ref: server.owner, path: "spec.template" };
  const why = `the istio-proxy of ${server.ref.name} does not run`;
  return failure({
    disposition: "refused",
    station: "inbound",
    at: "server",
    cause: { code: "proxy-down", spot, why },
    because: server.proxy.because,
    shown:
      walk.client.proxy.kind === "none"
        ? {}
        : {
            status: 503,
            flag: "URX,UF",
            details:
              "upstream_reset_before_response_started{remote_connection_failure|delayed_connect_error:_Connection_refused}",
          },
    payload: walk.payload,
  });
}
