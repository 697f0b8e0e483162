/** What a line says, before it is understood. `flagNames` are flags by their long names; `-` and "" are left out. */
export interface RawLine {
  at: string | undefined;
  method: string | undefined;
  path: string | undefined;
  protocol: string | undefined;
  code: string | undefined;
  flags: string | undefined;
  flagNames: string | undefined;
  details: string | undefined;
  terminationDetails: string | undefined;
  transportFailure: string | undefined;
  bytesReceived: string | undefined;
  bytesSent: string | undefined;
  durationMs: string | undefined;
  authority: string | undefined;
  requestId: string | undefined;
  userAgent: string | undefined;
  forwardedFor: string | undefined;
  upstreamHost: string | undefined;
  upstreamCluster: string | undefined;
  upstreamLocalAddress: string | undefined;
  downstreamLocalAddress: string | undefined;
  downstreamRemoteAddress: string | undefined;
  requestedServerName: string | undefined;
  routeName: string | undefined;
}

/** What a log line can tell, under the names of `LogEntry`. */
export type FieldName = keyof RawLine;

/** A line that says nothing yet. All fields stand in it from the start, which makes filling it fast. */
export function blankLine(): RawLine {
  return {
    at: undefined,
    method: undefined,
    path: undefined,
    protocol: undefined,
    code: undefined,
    flags: undefined,
    flagNames: undefined,
    details: undefined,
    terminationDetails: undefined,
    transportFailure: undefined,
    bytesReceived: undefined,
    bytesSent: undefined,
    durationMs: undefined,
    authority: undefined,
    requestId: undefined,
    userAgent: undefined,
    forwardedFor: undefined,
    upstreamHost: undefined,
    upstreamCluster: undefined,
    upstreamLocalAddress: undefined,
    downstreamLocalAddress: undefined,
    downstreamRemoteAddress: undefined,
    requestedServerName: undefined,
    routeName: undefined,
  };
}
