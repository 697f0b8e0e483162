import type { Place } from "./evidence.ts";
import type { Ref } from "./ref.ts";

/** One line of an Envoy access log, whatever its encoding. `undefined`: the format does not carry it, or it was `-`. */
export interface LogEntry {
  /** The pod whose proxy wrote it. */
  readonly pod: Ref;
  readonly container: string;
  readonly place: Place;
  /** The line as read, with secrets reduced. */
  readonly line: string;
  /** RFC 3339, UTC, milliseconds. */
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
}
