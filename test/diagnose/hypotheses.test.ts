import { describe, expect, test } from "vitest";
import { hypotheses } from "../../src/diagnose/hypotheses.ts";
import { hypothesisRules } from "../../src/diagnose/hypothesis-rules.ts";
import { observe } from "../../src/diagnose/observe.ts";
import type { LogEntry } from "../../src/model/log-entry.ts";
import { clientLine, clients, pair, serverLine, servers, turnedAway } from "../support/sightings.ts";

const loggedPods = [...clients, ...servers].map(({ ref }) => `${ref.namespace}/${ref.name}`);

function suggested(logs: readonly LogEntry[], viaGateway = false) {
  const observed = observe({
    logs,
    loggedPods,
    pair: { ...pair, viaGateway },
    serverPods: servers,
    flow: undefined,
    changedAt: undefined,
  });
  return hypotheses(observed, viaGateway);
}

/** The first class that is suggested, and how many more. */
function first(logs: readonly LogEntry[], viaGateway = false) {
  return suggested(logs, viaGateway)[0]?.classIds[0];
}

const nowhere = { upstreamHost: undefined, upstreamLocalAddress: undefined };
const before = "upstream_reset_before_response_started";
const refused = `${before}{remote_connection_failure|delayed_connect_error:_Connection_refused}`;
const terminated = { code: 503, flags: ["UC"], details: `${before}{connection_termination}` };
const passed = (code: number) => ({ code, details: "via_upstream" });
const tls = (what: string) => ({
  code: 503,
  flags: ["URX", "UF"],
  details: `${before}{remote_connection_failure|TLS_error:|2684:${what}:TLS_error_end}`,
});

describe("what the caller's line alone suggests", () => {
  test.each([
    ["R01", { code: 404, flags: ["NR"], details: "route_not_found", upstreamCluster: undefined }],
    ["R09", { code: 503, flags: ["NC"], details: "cluster_not_found", upstreamCluster: undefined }],
    ["R34", { code: 0, flags: ["NC"], details: undefined }],
    ["W02", { code: 500, flags: ["NC"], details: "cluster_not_found" }],
    ["K02", { code: 503, flags: ["UH"], details: "no_healthy_upstream" }],
    ["S03", { code: 0, flags: ["UH"], details: undefined, upstreamCluster: "BlackHoleCluster" }],
    ["S02", { code: 502, details: "direct_response", routeName: "block_all", upstreamCluster: undefined }],
    ["R28", { code: 500, details: "direct_response", routeName: "r" }],
    ["K06", { code: 503, flags: ["URX", "UF"], details: refused }],
    ["K10", { code: 503, flags: ["URX", "UF"], details: `${before}{connection_timeout}` }],
    ["K10", { code: 0, flags: ["UF", "URX"], details: undefined, transportFailure: "connection timeout" }],
    ["I03", tls("WRONG_VERSION_NUMBER")],
    ["T04", tls("CERTIFICATE_VERIFY_FAILED:verify_cert_failed:_SAN_matcher")],
    ["T13", tls("SSLV3_ALERT_CERTIFICATE_UNKNOWN")],
    ["T14", tls("SSLV3_ALERT_CERTIFICATE_EXPIRED")],
    [
      "T05",
      {
        code: 503,
        flags: ["UF"],
        details: `${before}{remote_connection_failure|TLS_error:_Secret_is_not_supplied_by_SDS}`,
      },
    ],
    ["C06", { code: 503, flags: ["UF"], details: `${before}{remote_connection_failure}` }],
    ["D09", { code: 503, flags: ["UO"], details: `${before}{overflow}` }],
    ["R24", { code: 504, flags: ["UT"], details: "response_timeout" }],
    ["R25", { code: 500, flags: ["FI"], details: "fault_filter_abort" }],
    ["P04", { code: 502, flags: ["UPE"], details: `${before}{protocol_error}` }],
    ["P08", { code: 431, flags: ["DPE"], details: "http1.headers_too_large" }],
    ["P03", { code: 400, flags: ["DPE"], details: "http1.codec_error" }],
    ["P07", { code: 426, details: "low_version" }],
    ["P10", { code: 400, details: "upgrade_failed" }],
    ["X02", { code: 429, flags: ["RL"], details: "local_rate_limited" }],
    ["X03", { code: 500, flags: ["NFCF"], details: "x" }],
    ["X04", { code: 418, details: "lua_response" }],
    ["C07", { code: 503, flags: ["OM"], details: "overload" }],
    ["E02", { code: 503, flags: ["DF"], details: "dns_resolution_failure" }],
    ["T01", terminated],
    ["Z01", { ...passed(403), bytesSent: 19 }],
    ["Z01", passed(403)],
    ["J01", passed(401)],
    ["B01", passed(503)],
  ])("%s of %o", (id, more) => {
    expect(
      first([
        clientLine(1, {
          ...nowhere,
          ...more,
          upstreamHost: more.details === "via_upstream" ? "10.0.2.1:8080" : undefined,
        }),
      ]),
    ).toBe(id);
  });
});

describe("what the server's line adds", () => {
  test.each([
    ["T01", terminated, turnedAway(1)],
    ["K19", terminated, serverLine(9, { requestId: "another" })],
    ["K19", passed(503), serverLine(1, terminated)],
    ["K05", passed(503), serverLine(1, { code: 503, flags: ["UF"], details: refused })],
    ["D11", passed(503), serverLine(1, { code: 503, flags: ["UO"], details: "overflow" })],
    ["Z02", passed(403), serverLine(1, { code: 403, details: "rbac_access_denied_matched_policy[none]" })],
    [
      "Z01",
      passed(403),
      serverLine(1, { code: 403, details: "rbac_access_denied_matched_policy[ns[shop]-policy[p]-rule[1]]" }),
    ],
    [
      "Z22",
      passed(403),
      serverLine(1, {
        code: 403,
        details: "rbac_access_denied_matched_policy[default-deny-all-due-to-bad-CUSTOM-action]",
      }),
    ],
    ["Z20", passed(403), serverLine(1, { code: 403, flags: ["UAEX"], details: "ext_authz_denied" })],
    ["Z21", passed(403), serverLine(1, { code: 403, flags: ["UAEX"], details: "ext_authz_error" })],
    ["J01", passed(401), serverLine(1, { code: 401, details: "jwt_authn_access_denied{Jwt_is_expired}" })],
    [
      "J04",
      passed(403),
      serverLine(1, { code: 403, details: "jwt_authn_access_denied{Audiences_in_Jwt_are_not_allowed}" }),
    ],
    ["B01", passed(500), serverLine(1, passed(500))],
  ])("%s", (id, client, server) => {
    expect(first([clientLine(1, client), server])).toBe(id);
  });

  test("where only the server logged: a caller without a proxy, or a rule on a TCP port", () => {
    expect(first([turnedAway(1)])).toBe("I01");
    const denied = { terminationDetails: "rbac_access_denied_matched_policy[none]", details: undefined };
    expect(first([serverLine(1, { code: 0, method: undefined, path: undefined, ...denied })])).toBe("Z13");
  });

  test("the sentence names what the line names", () => {
    const details = "rbac_access_denied_matched_policy[ns[shop]-policy[payment-callers]-rule[1]]";
    const [hypothesis] = suggested([clientLine(1, passed(403)), serverLine(1, { code: 403, details })]);
    expect(hypothesis?.sentence).toBe("rule 1 of AuthorizationPolicy shop/payment-callers refuses the calls");
    const token = suggested([serverLine(1, { code: 401, details: "jwt_authn_access_denied{Jwt_is_expired}" })]);
    expect(token[0]?.sentence).toBe("the token is not accepted: Jwt_is_expired");
  });
});

test("at a gateway, a missing route is the gateway's", () => {
  const missing = clientLine(1, { code: 404, flags: ["NR"], details: "route_not_found", upstreamCluster: undefined });
  expect(first([missing], true)).toBe("G03");
  expect(first([{ ...missing, code: 0, details: "x" }], true)).toBe("G08");
});

test("calls that did not fail suggest nothing; what happens most comes first, each once", () => {
  expect(suggested([clientLine(1), serverLine(1), clientLine(2, passed(404))])).toEqual([]);
  const unhealthy = { code: 503, flags: ["UH"], details: "no_healthy_upstream" };
  const logs = [clientLine(1, { code: 503, flags: ["UO"] }), clientLine(2, unhealthy), clientLine(3, unhealthy)];
  expect(suggested(logs).map(({ classIds }) => classIds[0])).toEqual(["K02", "D09"]);
});

test.each(hypothesisRules.map(({ classIds }) => classIds))("%s are ids of classes, each once", (classIds) => {
  const ids = classIds.split(" ");
  expect(ids.filter((id) => !/^[A-Z]\d\d$/.test(id))).toEqual([]);
  expect(new Set(ids).size).toBe(ids.length);
});
