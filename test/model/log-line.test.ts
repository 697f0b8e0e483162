import { describe, expect, test } from "vitest";
import {
  clusterParts,
  deniedBy,
  direction,
  failingFlags,
  hostAndPort,
  hungUp,
  isOwnFailure,
  logEvidence,
  resetReason,
  sniParts,
} from "../../src/model/log-line.ts";
import { clientLine, entry, serverLine, turnedAway } from "../support/sightings.ts";

describe("direction", () => {
  test.each([
    ["outbound", { upstreamCluster: "outbound|80|v1|payment.shop.svc.cluster.local" }],
    ["outbound", { upstreamCluster: "PassthroughCluster" }],
    ["outbound", { upstreamCluster: "BlackHoleCluster" }],
    ["outbound", { routeName: "block_all" }],
    ["inbound", { upstreamCluster: "inbound|8080||" }],
    ["inbound", { upstreamCluster: "inbound-vip|80|http|payment.shop.svc.cluster.local" }],
    ["inbound", { upstreamCluster: "InboundPassthroughCluster" }],
    ["inbound", { details: "filter_chain_not_found" }],
    ["inbound", { requestedServerName: "outbound_.80_._.payment.shop.svc.cluster.local" }],
    ["other", { details: "route_not_found", flags: ["NR"], code: 404 }],
  ])("%s: %o", (expected, more) => {
    expect(direction(entry("checkout-1", 0, more))).toBe(expected);
  });
});

test("clusterParts() takes names apart, with or without the newer semicolon", () => {
  const parts = { direction: "outbound", port: 8080, subset: "v1", host: "payment.shop.svc.cluster.local" };
  expect(clusterParts("outbound|8080|v1|payment.shop.svc.cluster.local")).toEqual(parts);
  expect(clusterParts("outbound|8080|v1|payment.shop.svc.cluster.local;")).toEqual(parts);
  expect(clusterParts("inbound|8080||")).toEqual({ direction: "inbound", port: 8080, subset: "", host: "" });
  expect(sniParts("outbound_.8080_.v1_.payment.shop.svc.cluster.local")).toEqual(parts);
});

test.each([undefined, "", "PassthroughCluster", "outbound|x||h", "outbound|1|2", "a|1|2|3", "outbound|1||h|i"])(
  "clusterParts() knows that %o is no such name",
  (name) => {
    expect(clusterParts(name)).toBeUndefined();
    expect(sniParts(name)).toBeUndefined();
  },
);

test("deniedBy() names the rule", () => {
  const rule = "rbac_access_denied_matched_policy[ns[shop]-policy[payment-callers]-rule[2]]";
  expect(deniedBy(rule)).toEqual({ namespace: "shop", policy: "payment-callers", rule: 2 });
  expect(deniedBy("rbac_access_denied_matched_policy[istio-ext-authz-ns[shop]-policy[p]-rule[0]]")).toEqual({
    namespace: "shop",
    policy: "p",
    rule: 0,
  });
  expect(deniedBy("rbac_access_denied_matched_policy[none]")).toBe("none");
  expect(deniedBy("rbac_access_denied_matched_policy[default-deny-all-due-to-bad-CUSTOM-action]")).toBeUndefined();
  expect(deniedBy("via_upstream")).toBeUndefined();
  expect(deniedBy(undefined)).toBeUndefined();
});

test("resetReason() separates what the transport said, in new and old notation", () => {
  const tls = "TLS_error:|268435703:SSL_routines:OPENSSL_internal:WRONG_VERSION_NUMBER:TLS_error_end";
  expect(resetReason(`upstream_reset_before_response_started{remote_connection_failure|${tls}}`)).toEqual({
    reason: "remote_connection_failure",
    transport: tls,
  });
  expect(resetReason("upstream_reset_before_response_started{connection_failure,delayed_connect_error:_111}")).toEqual({
    reason: "connection_failure",
    transport: "delayed_connect_error:_111",
  });
  expect(resetReason("upstream_reset_after_response_started{connection_termination}")).toEqual({
    reason: "connection_termination",
    transport: undefined,
  });
  expect(resetReason("no_healthy_upstream")).toBeUndefined();
});

test.each([
  ["10.0.0.1:8080", { host: "10.0.0.1", port: 8080 }],
  ["10.0.0.1", { host: "10.0.0.1", port: undefined }],
  ["[fd00::1]:80", { host: "fd00::1", port: 80 }],
  ["fd00::1", { host: "fd00::1", port: undefined }],
  ["Payment.Shop.:80", { host: "payment.shop.", port: 80 }],
  ["payment.shop.", { host: "payment.shop", port: undefined }],
  ["tcp://10.0.2.1:80", { host: "10.0.2.1", port: 80 }],
  ["envoy://connect_originate/10.0.2.1:15008", { host: "10.0.2.1", port: 15008 }],
])("hostAndPort(%o)", (text, expected) => {
  expect(hostAndPort(text)).toEqual({ ...expected, host: expected.host.replace(/\.$/, "") });
});

describe("isOwnFailure", () => {
  test.each([
    ["an empty cluster", { code: 503, flags: ["UH"], details: "no_healthy_upstream" }],
    ["retries that ran out", { code: 503, flags: ["URX", "UF"] }],
    ["a refusal by policy", { code: 403, details: "rbac_access_denied_matched_policy[none]" }],
    ["a token that is not accepted", { code: 401, details: "jwt_authn_access_denied{Jwt_is_expired}" }],
    ["a direct response from 400 on", { code: 502, details: "direct_response" }],
    ["a refused connection", { code: 0, terminationDetails: "rbac_access_denied_matched_policy[none]" }],
    ["a body that was cut", { code: 200, flags: ["UC"], details: "upstream_reset_after_response_started{x}" }],
    ["an injected fault", { code: 500, flags: ["FI"], details: "fault_filter_abort" }],
    ["an old line of a call that went nowhere", { code: 503 }],
    ["a connection without filter chain", { code: 0, flags: ["NR"], details: "filter_chain_not_found" }],
  ])("is %s", (_what, more) => {
    expect(isOwnFailure(entry("checkout-1", 0, more))).toBe(true);
  });

  test.each([
    ["what the upstream answered", { code: 503, details: "via_upstream" }],
    ["what it answered when retries ran out", { code: 503, flags: ["URX"], details: "via_upstream" }],
    ["a client that hung up", { code: 0, flags: ["DC"], details: "downstream_remote_disconnect" }],
    ["a caller that reset", { code: 0, flags: ["DR"] }],
    ["a delay that was injected", { code: 200, flags: ["DI"], details: "via_upstream" }],
    ["a redirect", { code: 301, details: "direct_response" }],
    ["a TCP connection that ended", { code: 0 }],
    ["an old line of an answer", { code: 503, upstreamHost: "10.0.2.1:8080" }],
  ])("is not %s", (_what, more) => {
    expect(isOwnFailure(entry("checkout-1", 0, more))).toBe(false);
  });
});

test("failingFlags() leaves out what only accompanies, in one order", () => {
  expect(failingFlags(entry("p", 0, { flags: ["URX", "UF", "DI", "UC"] }))).toEqual(["UC", "UF"]);
});

test("hungUp() is for callers that got no answer", () => {
  expect(hungUp(clientLine(0, { code: 0, flags: ["DC"] }))).toBe(true);
  expect(hungUp(clientLine(0, { code: 200, flags: ["DC"] }))).toBe(false);
  expect(hungUp(turnedAway(0))).toBe(false);
});

test("logEvidence() carries the line and its place", () => {
  const line = serverLine(1);
  expect(logEvidence(line, "why")).toEqual({
    kind: "log",
    ref: line.pod,
    container: "istio-proxy",
    at: line.at,
    line: line.line,
    note: "why",
    place: line.place,
  });
  expect(logEvidence(line)).not.toHaveProperty("note");
});
