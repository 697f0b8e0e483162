import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { observe, type Sightings } from "../../src/diagnose/observe.ts";
import type { LogEntry } from "../../src/model/log-entry.ts";
import type { ObservedCall } from "../../src/model/observation.ts";
import {
  clientLine,
  clients,
  deployment,
  entry,
  flow,
  pair,
  serverLine,
  servers,
  service,
  turnedAway,
  workload,
} from "../support/sightings.ts";

const loggedPods = [...clients, ...servers].map(({ ref }) => `${ref.namespace}/${ref.name}`);

function look(logs: readonly LogEntry[], more: Partial<Sightings> = {}) {
  return observe({ logs, loggedPods, pair, serverPods: servers, flow: undefined, changedAt: undefined, ...more });
}

/** The only call there is. */
function only(logs: readonly LogEntry[], more: Partial<Sightings> = {}): ObservedCall {
  const { calls } = look(logs, more);
  expect(calls).toHaveLength(1);
  return calls[0] as ObservedCall;
}

describe("where the question names a port", () => {
  const other = clientLine(2, {
    upstreamCluster: "outbound|9090||payment.shop.svc.cluster.local",
    downstreamLocalAddress: "10.96.0.7:9090",
  });
  test("calls of other ports do not count", () => {
    expect(look([clientLine(1), other]).calls).toHaveLength(2);
    expect(look([clientLine(1), other], { port: 9090 }).calls.map(({ client }) => client)).toEqual([other]);
    expect(look([clientLine(1)], { port: 99 }).calls).toEqual([]);
  });

  test("what only the callee logged counts by the port that its clients named", () => {
    expect(look([serverLine(1)], { port: 99 }).calls).toEqual([]);
  });
});

describe("which lines are of the pair", () => {
  const route404 = {
    code: 404,
    flags: ["NR"],
    details: "route_not_found",
    upstreamCluster: undefined,
    upstreamHost: undefined,
  };
  test.each([
    ["its cluster", clientLine(1)],
    [
      "a subset's cluster on another port",
      clientLine(1, { upstreamCluster: "outbound|9090|v1|payment.shop.svc.cluster.local" }),
    ],
    ["its short name, where no route was found", clientLine(1, { ...route404, downstreamLocalAddress: undefined })],
    [
      "its name and port",
      clientLine(1, { ...route404, authority: "Payment.shop.svc:80", downstreamLocalAddress: undefined }),
    ],
    ["its name, routed elsewhere", clientLine(1, { upstreamCluster: "outbound|80||canary.shop.svc.cluster.local" })],
    ["its virtual IP, where no cluster was found", clientLine(1, { ...route404, authority: "other" })],
    [
      "its virtual IP through the black hole",
      entry("checkout-1", 1, {
        code: 0,
        flags: ["UH"],
        upstreamCluster: "BlackHoleCluster",
        downstreamLocalAddress: "10.96.0.7:9999",
      }),
    ],
    [
      "a pod's IP through passthrough",
      clientLine(1, { authority: "x", upstreamCluster: "PassthroughCluster", downstreamLocalAddress: "10.0.2.2:8080" }),
    ],
    [
      "its server name",
      entry("checkout-1", 1, {
        requestedServerName: "payment.shop.svc.cluster.local",
        upstreamCluster: "PassthroughCluster",
      }),
    ],
    ["its own proxy, by the caller's address", serverLine(1)],
    ["its own proxy, turning the caller away", turnedAway(1)],
    [
      "its own proxy, in plaintext on its port",
      serverLine(1, { requestedServerName: undefined, requestId: undefined }),
    ],
  ])("of %s", (_what, line) => {
    expect(look([line]).calls).toHaveLength(1);
  });

  test.each([
    ["another pod's", { ...clientLine(1), pod: { ...clientLine(1).pod, name: "refunds-1" } }],
    [
      "another service's",
      clientLine(1, {
        authority: "orders",
        upstreamCluster: "outbound|80||orders.shop.svc.cluster.local",
        downstreamLocalAddress: "10.96.0.8:80",
      }),
    ],
    [
      "a namesake's in another namespace",
      clientLine(1, {
        authority: "payment.prod",
        upstreamCluster: "outbound|80||payment.prod.svc.cluster.local",
        downstreamLocalAddress: "10.96.0.8:80",
      }),
    ],
    ["what the caller's proxy took in", clientLine(1, { upstreamCluster: "inbound|8080||" })],
    ["from another caller", serverLine(1, { downstreamRemoteAddress: "10.0.9.9:40000" })],
    [
      "for another service of the same pods",
      serverLine(1, { requestedServerName: "outbound_.80_._.admin.shop.svc.cluster.local" }),
    ],
    [
      "to another port of the same pods",
      serverLine(1, { requestedServerName: undefined, upstreamCluster: "inbound|9999||" }),
    ],
    ["turned away from another port", turnedAway(1, { downstreamLocalAddress: "10.0.2.1:9999" })],
    [
      "what the callee's proxy sent out",
      serverLine(1, { upstreamCluster: "outbound|80||bank", requestedServerName: undefined }),
    ],
  ])("not %s", (_what, line) => {
    expect(look([line]).calls).toEqual([]);
  });

  test("a short name means the service only in its own namespace", () => {
    const elsewhere = { ...pair, from: { ...pair.from, namespace: "web" } };
    const line = clientLine(1, {
      code: 404,
      flags: ["NR"],
      upstreamCluster: undefined,
      downstreamLocalAddress: undefined,
    });
    expect(look([line], { pair: elsewhere }).calls).toEqual([]);
    expect(look([{ ...line, authority: "payment.shop" }], { pair: elsewhere }).calls).toHaveLength(1);
  });

  test("an outside host is known by authority and server name", () => {
    const host = "api.bank.example";
    const outside = { ...pair, services: [], host, to: { apiVersion: "", kind: "Host", namespace: "", name: host } };
    const blocked = clientLine(1, {
      code: 502,
      details: "direct_response",
      routeName: "block_all",
      authority: host,
      upstreamCluster: undefined,
      upstreamHost: undefined,
      downstreamLocalAddress: "203.0.113.7:80",
    });
    const tls = entry("checkout-1", 2, {
      requestedServerName: host,
      upstreamCluster: "PassthroughCluster",
      upstreamHost: "203.0.113.7:443",
    });
    const { calls } = look([blocked, tls, clientLine(3)], { pair: outside, serverPods: [] });
    expect(calls.map(({ failed, answeredBy }) => [failed, answeredBy])).toEqual([
      [true, "client-proxy"],
      [false, "application"],
    ]);
  });

  test("a server line whose caller is hidden behind X-Forwarded-For is joined, but does not stand alone", () => {
    const hidden = serverLine(1, { downstreamRemoteAddress: "203.0.113.9:0" });
    expect(look([hidden]).calls).toEqual([]);
    expect(only([clientLine(1), hidden]).server).toBe(hidden);
  });

  test("a server line of the same request id, called by somebody else on the way, is not joined", () => {
    expect(only([clientLine(1), serverLine(1, { downstreamRemoteAddress: "10.0.9.9:41000" })]).server).toBeUndefined();
  });
});

describe("how both ends are joined", () => {
  test("by request id", () => {
    const [client, server] = [clientLine(1), serverLine(1)];
    expect(only([server, client])).toMatchObject({ client, server, at: client.at, workload: deployment });
  });

  test("by address, where the formats log no request id", () => {
    const [client, server] = [clientLine(1, { requestId: undefined }), serverLine(1, { requestId: undefined })];
    expect(only([server, client])).toMatchObject({ client, server });
  });

  test("by address and time only if the connection is the same", () => {
    const late = serverLine(60, { requestId: undefined });
    expect(look([clientLine(1, { requestId: undefined }), late]).calls).toHaveLength(2);
  });

  test("one id in several calls: each gets its own line, by address and path", () => {
    const ids = { requestId: "same" };
    const calls = [1, 2, 3].map((i) =>
      clientLine(1 + i / 1000, { ...ids, path: `/${i}`, upstreamLocalAddress: `10.0.1.1:4000${i}` }),
    );
    const lines = [3, 1, 2].map((i) =>
      serverLine(1 + i / 1000, { ...ids, path: `/${i}`, downstreamRemoteAddress: `10.0.1.1:4000${i}` }),
    );
    const joined = look([...lines, ...calls]).calls;
    expect(joined.map(({ client, server }) => [client?.path, server?.path])).toEqual([
      ["/1", "/1"],
      ["/2", "/2"],
      ["/3", "/3"],
    ]);
  });

  test("retries are one call: the line that fits the caller's answer", () => {
    const tries = [
      serverLine(1, { code: 503, flags: ["UF"], details: "upstream_reset_before_response_started{x}" }),
      serverLine(1.005, { code: 200 }),
    ].map((line) => ({ ...line, requestId: "id-1" }));
    expect(only([clientLine(1), ...tries])).toMatchObject({ failed: false, server: { code: 200 } });
  });

  test("connections turned away are part of the call that they broke", () => {
    const broken = clientLine(1, {
      code: 503,
      flags: ["URX", "UC"],
      details: "upstream_reset_before_response_started{connection_termination}",
      upstreamLocalAddress: "10.0.1.1:40003",
    });
    const lines = [1, 2, 3].map((i) => turnedAway(1 + i / 1000, { downstreamRemoteAddress: `10.0.1.1:4000${i}` }));
    expect(only([broken, ...lines])).toMatchObject({ answeredBy: "client-proxy", server: { flags: ["NR"] } });
  });

  test("what the server alone logged is a call of its own", () => {
    expect(look([clientLine(1), turnedAway(100, { downstreamRemoteAddress: "10.0.1.2:1" })]).calls).toHaveLength(2);
  });

  test("an id that never changes does not cost the square of the calls", () => {
    const many = Array.from({ length: 20_000 }, (_, i) => i / 100);
    const logs = many.flatMap((at) => [clientLine(at, { requestId: "x" }), serverLine(at, { requestId: "x" })]);
    const started = performance.now();
    expect(look(logs).calls.length).toBeGreaterThanOrEqual(20_000);
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});

describe("what failed, and who answered", () => {
  const via = { details: "via_upstream" };
  const denied = { code: 403, details: "rbac_access_denied_matched_policy[none]", upstreamHost: undefined };
  const reset = { code: 503, flags: ["UC"], details: "upstream_reset_before_response_started{connection_termination}" };
  const hungUp = { code: 0, flags: ["DC"], details: "downstream_remote_disconnect" };
  test.each([
    ["all is well", clientLine(1), serverLine(1), false, "application", "200 via_upstream"],
    [
      "a local error",
      clientLine(1, { code: 503, flags: ["UH"], details: "no_healthy_upstream" }),
      undefined,
      true,
      "client-proxy",
      "503 UH no_healthy_upstream",
    ],
    [
      "a fault",
      clientLine(1, { code: 500, flags: ["FI"], details: "fault_filter_abort" }),
      undefined,
      true,
      "client-proxy",
      "500 FI fault_filter_abort",
    ],
    [
      "a reset",
      clientLine(1, reset),
      undefined,
      true,
      "client-proxy",
      "503 UC upstream_reset_before_response_started{connection_termination}",
    ],
    [
      "a refusal by the server's proxy",
      clientLine(1, { code: 403, ...via }),
      serverLine(1, denied),
      true,
      "server-proxy",
      "403 rbac_access_denied_matched_policy[none]",
    ],
    [
      "a failure behind the server's proxy",
      clientLine(1, { code: 503, ...via }),
      serverLine(1, { ...reset }),
      true,
      "server-proxy",
      "503 UC upstream_reset_before_response_started{connection_termination}",
    ],
    [
      "the application's 500",
      clientLine(1, { code: 500, ...via }),
      serverLine(1, { code: 500, ...via }),
      true,
      "application",
      "500 via_upstream",
    ],
    [
      "the application's 404",
      clientLine(1, { code: 404, ...via }),
      serverLine(1, { code: 404, ...via }),
      false,
      "application",
      "404 via_upstream",
    ],
    [
      "a 500 of which the caller's line tells no more",
      clientLine(1, { code: 500, ...via }),
      undefined,
      true,
      "unknown",
      "500 via_upstream",
    ],
    [
      "a 403 of which the caller's line tells no more",
      clientLine(1, { code: 403, ...via }),
      undefined,
      false,
      "unknown",
      "403 via_upstream",
    ],
    [
      "a client that hung up",
      clientLine(1, hungUp),
      serverLine(1, hungUp),
      false,
      "unknown",
      "0 DC downstream_remote_disconnect",
    ],
    [
      "a client that hung up, late answer",
      clientLine(1, hungUp),
      serverLine(1),
      false,
      "application",
      "200 via_upstream",
    ],
    [
      "a connection without filter chain",
      undefined,
      turnedAway(1),
      true,
      "server-proxy",
      "0 NR filter_chain_not_found",
    ],
    [
      "a refused connection",
      clientLine(1, { code: 0, details: undefined, requestId: undefined }),
      serverLine(1, {
        code: 0,
        details: undefined,
        requestId: undefined,
        terminationDetails: "rbac_access_denied_matched_policy[none]",
      }),
      true,
      "server-proxy",
      "0 rbac_access_denied_matched_policy[none]",
    ],
    [
      "a TCP connection",
      clientLine(1, { code: 0, details: undefined, requestId: undefined }),
      serverLine(1, { code: 0, details: undefined, requestId: undefined }),
      false,
      "application",
      "0",
    ],
    [
      "an own answer below 400",
      clientLine(1, { code: 301, details: "direct_response", upstreamHost: undefined }),
      undefined,
      false,
      "client-proxy",
      "301 direct_response",
    ],
  ] as const)("%s", (_what, client, server, failed, answeredBy, signature) => {
    const call = only([client, server].filter((line) => line !== undefined));
    expect(call).toMatchObject({ failed, answeredBy, signature });
  });

  test.each([
    ["none", "application"],
    ["ambient", "application"],
    ["sidecar", "unknown"],
    ["unknown", "unknown"],
  ] as const)("behind a pod whose proxy is %s, a 500 on the caller's line is the %s's", (kind, answeredBy) => {
    const pods = [workload("payment-1", "10.0.2.1", deployment, kind)];
    expect(only([clientLine(1, { code: 500 })], { serverPods: pods })).toMatchObject({
      failed: true,
      answeredBy,
      workload: deployment,
    });
  });

  test("pods that differ: the one that the line names counts", () => {
    const pods = [workload("payment-1", "10.0.2.1", deployment, "none"), workload("payment-2", "10.0.2.2", deployment)];
    const by = (upstreamHost: string) =>
      only([clientLine(1, { code: 500, upstreamHost })], { serverPods: pods }).answeredBy;
    expect([by("10.0.2.1:8080"), by("10.0.2.2:8080"), by("10.0.2.3:8080")]).toEqual([
      "application",
      "unknown",
      "unknown",
    ]);
  });

  test("a service outside the mesh answers for itself", () => {
    const outside = { ...pair, services: [{ ...service, registry: "External" as const, meshExternal: true }] };
    expect(only([clientLine(1, { code: 500 })], { pair: outside, serverPods: [] }).answeredBy).toBe("application");
  });

  test("signatures hold no address, and one order of flags", () => {
    const of = (flags: readonly string[], transport: string) =>
      only([
        clientLine(1, {
          code: 503,
          flags,
          details: `upstream_reset_before_response_started{remote_connection_failure|${transport}}`,
        }),
      ]).signature;
    const expected =
      "503 UF upstream_reset_before_response_started{remote_connection_failure|delayed_connect_error:_111}";
    expect(of(["UF", "URX"], "delayed_connect_error:_111")).toBe(expected);
    expect(of(["URX", "UF"], "delayed_connect_error:_111|remote_address:10.0.2.1:8080")).toBe(expected);
    expect(of(["UF"], "TLS error 10.0.2.1:8080 [fd00::1]:80")).toContain("{remote_connection_failure|TLS_error_…_…}");
  });
});

describe("a named request", () => {
  test.each([
    ["the request", {}, true],
    ["with a query", { path: "/charge?id=7" }, true],
    ["by its full name", { authority: "payment.shop.svc.cluster.local:80" }, true],
    ["another method", { method: "GET" }, false],
    ["another path", { path: "/charge/" }, false],
    [
      "another port",
      { upstreamCluster: "outbound|9090||payment.shop.svc.cluster.local", downstreamLocalAddress: "10.96.0.7:9090" },
      false,
    ],
    ["a route to another port", { upstreamCluster: "outbound|9090||payment.shop.svc.cluster.local" }, true],
    ["another host", { authority: "payment.example.com" }, false],
    ["a connection, which logs neither", { method: undefined, path: undefined, authority: undefined }, true],
  ])("%s", (_what, more, isOf) => {
    expect(look([clientLine(1, more)], { flow }).calls).toHaveLength(isOf ? 1 : 0);
  });

  test("with a Host header is asked under that name", () => {
    const named = { ...flow, headers: [{ name: "host", value: "Shop.example.com" }] };
    const logs = [clientLine(1, { authority: "shop.example.com" }), clientLine(2)];
    expect(look(logs, { flow: named }).calls.map(({ at }) => at)).toEqual([logs[0]?.at]);
  });

  test("through a gateway is known by host, not by port", () => {
    const named = { ...flow, port: 443, headers: [{ name: "host", value: "shop.example.com" }] };
    const line = clientLine(1, {
      authority: "shop.example.com",
      downstreamLocalAddress: "10.0.1.1:8443",
      code: 404,
      flags: ["NR"],
      upstreamCluster: undefined,
    });
    expect(look([line], { flow: named, pair: { ...pair, viaGateway: true } }).calls).toHaveLength(1);
  });

  test("is told by the server's line alone where the caller has no proxy", () => {
    const by = (more: Partial<LogEntry>) => look([serverLine(1, more)], { flow }).calls.length;
    expect([by({}), by({ path: "/refund" })]).toEqual([1, 0]);
    expect(by({ requestedServerName: undefined })).toBe(1);
    expect(by({ requestedServerName: "outbound_.9090_._.payment.shop.svc.cluster.local" })).toBe(0);
  });
});

describe("time", () => {
  const bad = (second: number) => clientLine(second, { code: 503, flags: ["UH"], details: "no_healthy_upstream" });

  test("only calls after the last change count; the others are shown", () => {
    const logs = [clientLine(1), clientLine(2), bad(3.5), bad(4)];
    const { calls, before, window, firstFailure, lastGood } = look(logs, { changedAt: "2026-11-20T14:00:03Z" });
    expect([calls.length, before.length]).toEqual([2, 2]);
    expect(window).toEqual({ from: "2026-11-20T14:00:03.500Z", to: "2026-11-20T14:00:04.000Z" });
    expect([firstFailure?.at, lastGood?.at]).toEqual(["2026-11-20T14:00:03.500Z", "2026-11-20T14:00:02.000Z"]);
  });

  test("a client that hung up is no good call", () => {
    expect(look([clientLine(1), clientLine(2, { code: 0, flags: ["DC"] })]).lastGood?.at).toBe(
      "2026-11-20T14:00:01.000Z",
    );
  });

  test("without a time that can be read, everything counts", () => {
    expect(look([clientLine(1)], { changedAt: "yesterday" }).calls).toHaveLength(1);
  });
});

describe("the whole", () => {
  test("failures are grouped, the most frequent first, with what they suggest", () => {
    const logs = [
      clientLine(1, { code: 503, flags: ["UO"], details: "overflow" }),
      ...[2, 3].map((at) => clientLine(at, { code: 503, flags: ["UH"], details: "no_healthy_upstream" })),
      clientLine(4),
    ];
    const { failures } = look(logs);
    expect(failures.map(({ signature, calls }) => [signature, calls.length])).toEqual([
      ["503 UH no_healthy_upstream", 2],
      ["503 UO overflow", 1],
    ]);
    expect(failures.map(({ hypotheses }) => hypotheses?.[0]?.classIds[0])).toEqual(["K02", "D09"]);
  });

  test("an end has logged if its log was read and holds access lines", () => {
    expect(look([clientLine(1)]).logged).toEqual({ client: true, server: false });
    expect(look([clientLine(1)], { loggedPods: [] }).logged).toEqual({ client: false, server: false });
    expect(look([]).logged).toEqual({ client: false, server: false });
  });

  test("next hops are the callee's own failing calls of that time, the most failures first", () => {
    const out = (second: number, host: string, more: Partial<LogEntry>) =>
      entry("payment-1", second, {
        upstreamCluster: `outbound|443||${host}`,
        upstreamHost: "203.0.113.7:443",
        ...more,
      });
    const refused = { code: 0, flags: ["URX", "UF"], transportFailure: "delayed_connect_error:_111" };
    const logs = [
      ...[1, 2, 3].flatMap((at) => [clientLine(at, { code: 500 }), serverLine(at, { code: 500 })]),
      ...[1.001, 2.001, 3.005].map((at) => out(at, "bank.example", refused)),
      out(2.5, "bank.example", { code: 0 }),
      out(2.5, "mail.example", { code: 503, details: "via_upstream" }),
      out(2.5, "fine.example", { code: 200 }),
      out(9, "late.example", refused),
      out(2.5, "payment.shop.svc.cluster.local", refused),
    ];
    expect(look(logs).nextHops).toEqual([
      { host: "bank.example", failed: 3, total: 4, signature: "0 UF delayed_connect_error:_111" },
      { host: "mail.example", failed: 1, total: 1, signature: "503 via_upstream" },
    ]);
  });

  test("does not depend on the order in which logs were read", () => {
    const logs = [1, 2, 3, 4].flatMap((at) => [
      clientLine(at, { code: at % 2 ? 503 : 200, flags: at % 2 ? ["UC"] : [] }),
      { ...clientLine(at, { requestId: `other-${at}` }), pod: { ...clientLine(at).pod, name: "checkout-2" } },
      at % 2 ? turnedAway(at) : serverLine(at),
    ]);
    const expected = look(logs);
    fc.assert(
      fc.property(fc.shuffledSubarray(logs, { minLength: logs.length }), (shuffled) => {
        expect(look(shuffled)).toEqual(expected);
      }),
    );
  });
});
