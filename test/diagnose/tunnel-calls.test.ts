/** What ztunnel and waypoints logged counts as calls of the pair: once, and failures with their own words. */
import { describe, expect, test } from "vitest";
import { observe, type Sightings } from "../../src/diagnose/observe.ts";
import type { LogEntry, Tunnel } from "../../src/model/log-entry.ts";
import { clientLine, clients, entry, flow, pair, serverLine, servers } from "../support/sightings.ts";

type Facts = Partial<LogEntry> & { readonly error?: string; readonly tunnelled?: Partial<Tunnel> };

/** What the ztunnel of the caller's node logs. */
function outbound(second: number, facts: Facts = {}): LogEntry {
  const source = { address: "10.0.1.1:50000", name: "checkout-1", namespace: "shop" };
  return logged("ztunnel-a", second, { upstreamHost: "10.0.2.1:15008" }, { direction: "outbound", source }, facts);
}

/** What the ztunnel of the callee's node logs of the same connection. */
function inbound(second: number, facts: Facts = {}): LogEntry {
  const source = { address: "10.0.1.1:41000", name: "checkout", namespace: "shop" };
  return logged("ztunnel-b", second, { upstreamHost: "10.0.2.1:8080" }, { direction: "inbound", source }, facts);
}

function logged(
  by: string,
  second: number,
  base: Partial<LogEntry>,
  tunnel: Pick<Tunnel, "direction" | "source">,
  { error, tunnelled, ...more }: Facts,
): LogEntry {
  return entry(by, second, {
    code: 0,
    downstreamRemoteAddress: tunnel.source?.address,
    ...base,
    tunnel: {
      ...tunnel,
      destination: { address: "10.0.2.1:15008", name: "payment-1", namespace: "shop" },
      service: "payment.shop.svc.cluster.local",
      target: "10.0.2.1:8080",
      ...(error === undefined ? {} : { error }),
      ...tunnelled,
    },
    ...more,
  });
}

function look(logs: readonly LogEntry[], more: Partial<Sightings> = {}) {
  return observe({
    logs,
    loggedPods: ["istio-system/ztunnel-a", "istio-system/ztunnel-b"],
    pair,
    serverPods: servers,
    flow: undefined,
    changedAt: undefined,
    ...more,
  });
}

const refusal = "connection closed due to policy rejection: explicitly denied by: shop/deny-checkout";

describe("a connection that ztunnel logged", () => {
  test("at both ends is one call", () => {
    const { calls, logged, nextHops } = look([outbound(1), inbound(1), outbound(9), inbound(9)]);
    expect(calls.map(({ failed, client, server }) => [failed, client !== undefined, server !== undefined])).toEqual([
      [false, true, true],
      [false, true, true],
    ]);
    expect([logged, nextHops]).toEqual([{ client: true, server: true }, []]);
  });

  test("at one end is a call, and only that end is said to log", () => {
    expect(look([outbound(1)])).toMatchObject({ calls: [{ failed: false }], logged: { client: true, server: false } });
    expect(look([inbound(1)])).toMatchObject({ calls: [{ failed: false }], logged: { client: false, server: true } });
  });

  test("that was refused is the callee's failure, in the words of its ztunnel", () => {
    const { calls, failures } = look([
      outbound(1, { error: "http status: 401 Unauthorized" }),
      inbound(1, { error: refusal }),
    ]);
    expect(calls).toMatchObject([{ failed: true, answeredBy: "server-proxy", signature: `ztunnel: ${refusal}` }]);
    expect(failures[0]?.hypotheses).toEqual([
      { classIds: ["A01"], sentence: "AuthorizationPolicy shop/deny-checkout refuses the connection" },
    ]);
  });

  test.each([
    ["http status: 401 Unauthorized", "server-proxy", /policy at the callee/],
    ["http status: 503 Service Unavailable", "server-proxy", /does not listen/],
    ["no healthy upstream: 10.96.0.7:80", "client-proxy", /no healthy endpoint/],
    [
      "connection timed out, maybe a NetworkPolicy is blocking HBONE port 15008: deadline has elapsed",
      "client-proxy",
      /NetworkPolicy/,
    ],
    ["unknown waypoint: shop/waypoint", "client-proxy", /waypoint/],
    ["requested service payment:99 found, but cannot resolve port", "client-proxy", /no such port/],
    ["something that nobody ever saw", "client-proxy", /not known here/],
  ] as const)("that failed with %j is a failure", (error, answeredBy, sentence) => {
    const { calls, failures } = look([outbound(1, { error })]);
    expect(calls).toMatchObject([{ failed: true, answeredBy }]);
    expect(failures[0]?.hypotheses?.[0]?.sentence).toMatch(sentence);
    expect(failures[0]?.signature).not.toMatch(/\d+\.\d+\.\d+\.\d+/);
  });

  test.each([
    "connection closed due to connection drain",
    "receive: client disconnected before all data was written",
    "while closing connection: Broken pipe (os error 32)",
  ])("that only ended with %j is none", (error) => {
    expect(look([outbound(1, { error })])).toMatchObject({ calls: [{ failed: false }], lastGood: undefined });
  });

  test.each([
    ["to another service", outbound(1, { tunnelled: { service: "orders.shop.svc.cluster.local" } })],
    ["of another pod", outbound(1, { tunnelled: { source: { address: "10.0.9.9:1", name: "x", namespace: "shop" } } })],
    [
      "into the callee from somebody else",
      inbound(1, {
        downstreamRemoteAddress: "10.0.9.9:1",
        tunnelled: { source: { address: "10.0.9.9:1", name: "x", namespace: "shop" } },
      }),
    ],
    [
      "into another pod",
      inbound(1, { tunnelled: { destination: { address: "10.0.9.8:15008" }, target: "10.0.9.8:1" } }),
    ],
    ["into another port", inbound(1, { tunnelled: { target: "10.0.2.1:9999" } })],
  ])("%s is not of the pair", (_, line) => {
    expect(look([line]).calls).toEqual([]);
  });

  test("counts by the port that was asked about, of the pod or of the service", () => {
    const toService = outbound(1, { tunnelled: { target: "10.96.0.7:80" } });
    for (const line of [outbound(1), toService, inbound(1)]) {
      expect(look([line], { port: 80 }).calls).toHaveLength(1);
      expect(look([line], { port: 81 }).calls).toHaveLength(line === toService ? 0 : 1);
    }
    expect(look([outbound(1)], { flow }).calls).toHaveLength(1);
  });

  test("is shown where the callee calls on and fails", () => {
    const onward = outbound(1, {
      error: "no healthy upstream: 10.96.0.9:80",
      tunnelled: {
        source: { address: "10.0.2.1:1", name: "payment-1", namespace: "shop" },
        service: "ledger.shop.svc.cluster.local",
      },
    });
    expect(look([outbound(1), onward]).nextHops).toEqual([
      { host: "ledger.shop.svc.cluster.local", failed: 1, total: 1, signature: "ztunnel: no healthy upstream: …" },
    ]);
  });
});

describe("where Envoy logged one end", () => {
  const atWaypoint = (second: number, more: Partial<LogEntry> = {}) =>
    entry("waypoint-1", second, {
      ...serverLine(second),
      pod: { apiVersion: "v1", kind: "Pod", namespace: "shop", name: "waypoint-1" },
      requestedServerName: undefined,
      upstreamCluster: "inbound-vip|80|http|payment.shop.svc.cluster.local",
      upstreamHost: "envoy://connect_originate/10.0.2.1:8080",
      downstreamLocalAddress: "10.96.0.7:80",
      downstreamRemoteAddress: "10.0.1.1:50000",
      ...more,
    });

  test("a waypoint's requests are the calls, and the connection they came over is their other end", () => {
    const connection = outbound(0, {
      durationMs: 5000,
      upstreamHost: "10.0.3.3:15008",
      tunnelled: { destination: { address: "10.0.3.3:15008", name: "waypoint-1", namespace: "shop" } },
    });
    const failing = { code: 403, details: "rbac_access_denied_matched_policy[none]" };
    const { calls, logged } = look([connection, atWaypoint(1), atWaypoint(2, failing)]);
    expect(calls.map(({ failed, client, signature }) => [failed, client, signature])).toEqual([
      [false, connection, "200 via_upstream"],
      [true, connection, "403 rbac_access_denied_matched_policy[none]"],
    ]);
    expect(logged).toEqual({ client: true, server: true });
  });

  test("a waypoint before another service tells nothing of the pair", () => {
    expect(
      look([atWaypoint(1, { upstreamCluster: "inbound-vip|80|http|orders.shop.svc.cluster.local" })]).calls,
    ).toEqual([]);
  });

  test("a sidecar's request and the tunnel into the callee are one call, answered beyond both", () => {
    const { calls } = look([clientLine(1), inbound(1)]);
    expect(calls).toMatchObject([{ failed: false, answeredBy: "application" }]);
    expect(look([clientLine(1, { code: 503 }), inbound(1)]).calls).toMatchObject([
      { failed: true, answeredBy: "unknown" },
    ]);
  });

  test("a connection at another time is a call of its own", () => {
    expect(look([clientLine(1), inbound(60)]).calls).toHaveLength(2);
  });
});

test("ten thousand connections of one pod do not cost the square", () => {
  const logs = Array.from({ length: 10_000 }, (_, i) => [
    outbound(i / 100, { bytesSent: i }),
    inbound(i / 100, { bytesSent: i }),
  ]).flat();
  const before = performance.now();
  const { calls } = look(logs);
  expect(calls).toHaveLength(10_000);
  expect(calls.every(({ client, server }) => client?.bytesSent === server?.bytesSent)).toBe(true);
  expect(performance.now() - before).toBeLessThan(5000);
});

test("what both ends' sidecars log is as before", () => {
  expect(
    look([clientLine(1), serverLine(1)], { loggedPods: clients.map(({ ref }) => `shop/${ref.name}`) }).calls,
  ).toHaveLength(1);
});
