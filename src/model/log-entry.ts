import type { Place } from "./evidence.ts";
import type { Ref } from "./ref.ts";

/**
 * One line of an access log, whatever its encoding: of Envoy, a request or a connection; of ztunnel, a connection.
 * `undefined`: the format does not carry it, or it was `-`.
 */
export interface LogEntry {
  /** The pod whose proxy wrote it: of ztunnel, its own, whichever pod of the node the connection is of. */
  readonly pod: Ref;
  readonly container: string;
  readonly place: Place;
  /** The line as read, with secrets reduced. */
  readonly line: string;
  /** When it began: RFC 3339, UTC, milliseconds. */
  readonly at: string;
  readonly method?: string;
  readonly path?: string;
  readonly protocol?: string;
  /** 0 for connections and for requests without a response. */
  readonly code: number;
  /** `["URX", "UF"]`; empty: `-`. */
  readonly flags: readonly string[];
  readonly details?: string;
  readonly terminationDetails?: string;
  readonly transportFailure?: string;
  readonly bytesReceived?: number;
  readonly bytesSent?: number;
  readonly durationMs?: number;
  readonly authority?: string;
  readonly requestId?: string;
  readonly userAgent?: string;
  readonly forwardedFor?: string;
  readonly upstreamHost?: string;
  readonly upstreamCluster?: string;
  readonly upstreamLocalAddress?: string;
  readonly downstreamLocalAddress?: string;
  readonly downstreamRemoteAddress?: string;
  readonly requestedServerName?: string;
  readonly routeName?: string;
  /** Of ztunnel's lines only: who was connected to whom, which Envoy does not tell. */
  readonly tunnel?: Tunnel;
}

/** A connection as ztunnel names its ends. Source: ztunnel src/proxy/metrics.rs `ConnectionResult.record_internal`. */
export interface Tunnel {
  /** Outbound: logged on the caller's node; inbound: on the callee's. */
  readonly direction: "outbound" | "inbound";
  readonly source: TunnelEnd;
  readonly destination: TunnelEnd;
  /** The host of the service that was called, where ztunnel knows. */
  readonly service?: string;
  /** What was asked for inside the tunnel, `10.0.2.1:8080`; `destination.address` is then where the tunnel led. */
  readonly target?: string;
  /** Why the connection ended badly, in ztunnel's words. */
  readonly error?: string;
}

/** One end of a connection. */
export interface TunnelEnd {
  /** `10.0.1.1:46238`. */
  readonly address: string;
  /** A pod, where ztunnel knows it; else what it knows instead: the workload. */
  readonly name?: string;
  readonly namespace?: string;
  /** `spiffe://cluster.local/ns/shop/sa/checkout`; absent without mutual TLS. */
  readonly identity?: string;
}
