import type { Wire } from "../model/connection.ts";
import { isHttp, type Protocol } from "../model/service.ts";
import type { MtlsMode } from "./mtls-mode.ts";

/** What arrives at the inbound listener, and what is configured for the port. */
export interface Arriving {
  readonly mode: MtlsMode;
  /** Protocol of the port in the Service (or `Sidecar.ingress`) that declares it; `none`: no Service does. */
  readonly protocol: Protocol | "none";
  /** What the far side puts on the wire. `tls`: any TLS that is not the mesh's own. */
  readonly wire: Wire;
  /** The application itself speaks TLS: inside the mesh's mTLS, or bare. */
  readonly applicationTls: boolean;
  /** What is said inside the mesh's TLS, or bare. */
  readonly payload: "http" | "tcp" | "tls";
  /**
   * `Sidecar.ingress[].tls.mode`, where istiod runs with `ENABLE_TLS_ON_SIDECAR_INGRESS` (off by default). In force only
   * where the mode is DISABLE.
   */
  readonly ingressTls?: "SIMPLE" | "MUTUAL";
}

/**
 * What the server's proxy makes of a connection.
 * - `http`: an HTTP chain decodes it and applies HTTP policies.
 * - `tcp`: a TCP chain hands the bytes to the application; only L4 policies apply.
 * - `passthrough-tls`: TLS that is not the mesh's reaches the application untouched, over a TCP chain.
 * - `tls-bytes-to-app`: nobody takes the mesh's mTLS off: the application gets its bytes. Broken, unless it speaks it.
 * - `no-chain`: no filter chain matches; closed at once, log `0 NR filter_chain_not_found`.
 * - `wrong-certificate`: the port shows a certificate of its own (`Sidecar.ingress[].tls`) that a mesh client refuses.
 * - `client-cert-required`: TLS begins with a chain that wants a client certificate, and there is none; log silent.
 * - `tls-bytes-on-http`: TLS bytes meet an HTTP decoder; `400 DPE http1.codec_error`.
 * - `not-http`: other bytes meet an HTTP decoder; `400 DPE http1.codec_error`.
 */
export type AcceptanceOutcome =
  | "http"
  | "tcp"
  | "passthrough-tls"
  | "tls-bytes-to-app"
  | "no-chain"
  | "client-cert-required"
  | "wrong-certificate"
  | "tls-bytes-on-http"
  | "not-http";

export interface Acceptance {
  readonly outcome: AcceptanceOutcome;
  /** The proxy takes the outer TLS off, so a peer certificate is known when the mesh's own was. */
  readonly terminatesTls: boolean;
}

/** How a listener treats a port: as declared HTTP, as declared TCP (or any other L4 protocol), or by sniffing. */
type Listener = "http" | "tcp" | "sniffed";

/**
 * Which inbound filter chain takes a connection, and whether the bytes suit it.
 * Source: pilot/pkg/networking/core/filterchain_options.go `getFilterChainMatchOptions`, listener_inbound.go
 * `buildInboundListeners`, `populateListenerFilters` (the TLS inspector is off where no chain of the port wants TLS).
 */
export function serverAcceptance(arriving: Arriving): Acceptance {
  const { mode, ingressTls } = arriving;
  const wire = wireOf(arriving);
  const listener = listenerOf(arriving.protocol);
  if (mode === "DISABLE" && ingressTls !== undefined) return userTls(arriving, wire, listener, ingressTls);
  switch (mode) {
    case "STRICT":
      return strict(arriving, wire, listener);
    case "PERMISSIVE":
      return permissive(arriving, wire, listener);
    case "DISABLE":
      return disabled(arriving, wire, listener);
  }
}

/** An application's TLS that no proxy wrapped is TLS on the wire. */
function wireOf({ wire, applicationTls, payload }: Arriving): Wire {
  return wire === "plaintext" && (applicationTls || payload === "tls") ? "tls" : wire;
}

/** Source: pilot/pkg/networking/networking.go `ModelProtocolToListenerProtocol`. */
function listenerOf(protocol: Protocol | "none"): Listener {
  if (protocol === "none" || protocol === "Auto") return "sniffed";
  return isHttp(protocol) ? "http" : "tcp";
}

/** Any TLS is taken, and a client certificate demanded. */
function strict(arriving: Arriving, wire: Wire, listener: Listener): Acceptance {
  if (wire === "plaintext") return { outcome: "no-chain", terminatesTls: false };
  if (wire === "tls") return { outcome: "client-cert-required", terminatesTls: true };
  return { outcome: inside(arriving, listener), terminatesTls: true };
}

/** Istio's own ALPN chooses mTLS; other TLS passes through, except on a port that is declared HTTP. */
function permissive(arriving: Arriving, wire: Wire, listener: Listener): Acceptance {
  if (wire === "mtls") return { outcome: inside(arriving, listener), terminatesTls: true };
  if (wire === "tls") return { outcome: listener === "http" ? "no-chain" : "passthrough-tls", terminatesTls: false };
  return { outcome: inside(arriving, listener), terminatesTls: false };
}

/** Only plaintext chains; TLS is not even recognised. */
function disabled(arriving: Arriving, wire: Wire, listener: Listener): Acceptance {
  if (wire === "plaintext") return { outcome: inside(arriving, listener), terminatesTls: false };
  if (listener === "http") return { outcome: "tls-bytes-on-http", terminatesTls: false };
  return { outcome: wire === "mtls" ? "tls-bytes-to-app" : "passthrough-tls", terminatesTls: false };
}

/**
 * The user's own certificate on a `Sidecar.ingress` port: TLS only, and terminated; HTTPS becomes HTTP by that.
 * Source: pkg/config/protocol/instance.go `AfterTLSTermination`.
 */
function userTls(arriving: Arriving, wire: Wire, listener: Listener, mode: "SIMPLE" | "MUTUAL"): Acceptance {
  if (wire === "plaintext") return { outcome: "no-chain", terminatesTls: false };
  if (mode === "MUTUAL" && wire === "tls") return { outcome: "client-cert-required", terminatesTls: true };
  if (mode === "SIMPLE" && wire === "mtls") return { outcome: "wrong-certificate", terminatesTls: true };
  const payload = wire === "tls" && arriving.payload === "tls" ? "tcp" : arriving.payload;
  const decoded = arriving.protocol === "HTTPS" ? "http" : listener;
  return { outcome: inside({ ...arriving, payload, applicationTls: false }, decoded), terminatesTls: true };
}

/** How the bytes fare on the chain once the outer TLS, if any, is off. */
function inside({ payload, applicationTls }: Arriving, listener: Listener): AcceptanceOutcome {
  const tls = payload === "tls" || applicationTls;
  if (listener === "http") return tls ? "tls-bytes-on-http" : payload === "http" ? "http" : "not-http";
  if (tls) return "passthrough-tls";
  return listener === "sniffed" && payload === "http" ? "http" : "tcp";
}
