/**
 * The formats that Istio's proxies have written unasked, newest first. Before 1.9 there were no details; before 1.4,
 * no reason of a transport failure.
 * Source: istio-semantics §15.2; pilot/pkg/model/telemetry_logging.go `EnvoyTextLogFormat`.
 */
export const defaultTexts: readonly string[] = [
  text('%RESPONSE_CODE_DETAILS% %CONNECTION_TERMINATION_DETAILS% "%UPSTREAM_TRANSPORT_FAILURE_REASON%" ', true),
  text('"%DYNAMIC_METADATA(istio.mixer:status)%" "%UPSTREAM_TRANSPORT_FAILURE_REASON%" ', true),
  text('"%DYNAMIC_METADATA(istio.mixer:status)%" ', true),
  text('"%DYNAMIC_METADATA(istio.mixer:status)%" ', false),
  text("", false),
];

function text(reasons: string, withRoute: boolean): string {
  return (
    '[%START_TIME%] "%REQ(:METHOD)% %REQ(X-ENVOY-ORIGINAL-PATH?:PATH)% %PROTOCOL%" ' +
    `%RESPONSE_CODE% %RESPONSE_FLAGS% ${reasons}%BYTES_RECEIVED% %BYTES_SENT% %DURATION% ` +
    '%RESP(X-ENVOY-UPSTREAM-SERVICE-TIME)% "%REQ(X-FORWARDED-FOR)%" "%REQ(USER-AGENT)%" "%REQ(X-REQUEST-ID)%" ' +
    '"%REQ(:AUTHORITY)%" "%UPSTREAM_HOST%" %UPSTREAM_CLUSTER_RAW% %UPSTREAM_LOCAL_ADDRESS% ' +
    `%DOWNSTREAM_LOCAL_ADDRESS% %DOWNSTREAM_REMOTE_ADDRESS% %REQUESTED_SERVER_NAME%${withRoute ? " %ROUTE_NAME%" : ""}`
  );
}

/** What `accessLogEncoding: JSON` writes unasked. Source: istio-semantics §15.2; `EnvoyJSONLogFormatIstio`. */
export const defaultJson: Readonly<Record<string, string>> = {
  start_time: "%START_TIME%",
  route_name: "%ROUTE_NAME%",
  method: "%REQ(:METHOD)%",
  path: "%REQ(X-ENVOY-ORIGINAL-PATH?:PATH)%",
  protocol: "%PROTOCOL%",
  response_code: "%RESPONSE_CODE%",
  response_flags: "%RESPONSE_FLAGS%",
  response_code_details: "%RESPONSE_CODE_DETAILS%",
  connection_termination_details: "%CONNECTION_TERMINATION_DETAILS%",
  bytes_received: "%BYTES_RECEIVED%",
  bytes_sent: "%BYTES_SENT%",
  duration: "%DURATION%",
  x_forwarded_for: "%REQ(X-FORWARDED-FOR)%",
  user_agent: "%REQ(USER-AGENT)%",
  request_id: "%REQ(X-REQUEST-ID)%",
  authority: "%REQ(:AUTHORITY)%",
  upstream_host: "%UPSTREAM_HOST%",
  upstream_cluster: "%UPSTREAM_CLUSTER_RAW%",
  upstream_local_address: "%UPSTREAM_LOCAL_ADDRESS%",
  downstream_local_address: "%DOWNSTREAM_LOCAL_ADDRESS%",
  downstream_remote_address: "%DOWNSTREAM_REMOTE_ADDRESS%",
  requested_server_name: "%REQUESTED_SERVER_NAME%",
  upstream_transport_failure_reason: "%UPSTREAM_TRANSPORT_FAILURE_REASON%",
};

/** Names that other people's JSON formats give the same things, for formats that no mesh configuration shows. */
export const customaryJson: Readonly<Record<string, string>> = {
  ...defaultJson,
  timestamp: "%START_TIME%",
  "@timestamp": "%START_TIME%",
  time: "%START_TIME%",
  ":method": "%REQ(:METHOD)%",
  "x-envoy-origin-path": "%REQ(X-ENVOY-ORIGINAL-PATH?:PATH)%",
  status: "%RESPONSE_CODE%",
  code: "%RESPONSE_CODE%",
  flags: "%RESPONSE_FLAGS%",
  "x-forwarded-for": "%REQ(X-FORWARDED-FOR)%",
  "user-agent": "%REQ(USER-AGENT)%",
  "x-request-id": "%REQ(X-REQUEST-ID)%",
  x_request_id: "%REQ(X-REQUEST-ID)%",
  ":authority": "%REQ(:AUTHORITY)%",
  authority_for: "%REQ(:AUTHORITY)%",
};
