/** Lines as ztunnel prints them. Source: ztunnel src/proxy/metrics.rs, src/telemetry.rs, README. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { LogEntry } from "../../src/model/log-entry.ts";
import { runs } from "../support/runs.ts";
import { parsedLog } from "./parsed-log.ts";

const pod = { apiVersion: "v1", kind: "Pod", namespace: "istio-system", name: "ztunnel-a" };

const fields =
  'src.addr=10.244.0.24:46238 src.workload="checkout-1" src.namespace="shop" src.identity="spiffe://cluster.local/ns/shop/sa/checkout" ' +
  'dst.addr=10.244.0.42:15008 dst.hbone_addr=10.244.0.42:8080 dst.service="payment.shop.svc.cluster.local" dst.workload="payment-1" ' +
  'dst.namespace="shop" dst.identity="spiffe://cluster.local/ns/shop/sa/payment" direction="outbound" bytes_sent=67 bytes_recv=490 duration="13ms"';
const good = `2026-11-20T14:00:00.182974Z\tinfo\taccess\tconnection complete\t${fields}`;
const denied =
  '2026-11-20T14:00:01.000001Z\terror\taccess\tconnection complete\tsrc.addr=10.244.0.24:46240 src.workload="checkout-1" ' +
  'src.namespace="shop" dst.addr=10.244.0.42:15008 dst.hbone_addr=10.244.0.42:8080 direction="inbound" bytes_sent=0 ' +
  'bytes_recv=0 duration="0ms" error="connection closed due to policy rejection: explicitly denied by: shop/\\"x\\""';
const early =
  '2026-11-20T14:00:02.5Z\twarn\taccess\tconnection failed\tsrc.addr=10.0.0.1:1 dst.addr=10.0.0.2:15008 direction="inbound" error="tls handshake error: x"';

function parse(text: string) {
  return parsedLog(pod, text);
}

function one(line: string): LogEntry {
  const { entries, otherLines } = parse(line);
  expect([entries.length, otherLines]).toEqual([1, 0]);
  return entries[0] as LogEntry;
}

describe("a line of ztunnel", () => {
  test("tells both ends of a connection, and when it began", () => {
    expect(one(good)).toEqual({
      pod,
      container: "istio-proxy",
      place: { file: "l.log", line: 1 },
      line: good.replaceAll("\t", " "),
      at: "2026-11-20T14:00:00.169Z",
      code: 0,
      flags: [],
      durationMs: 13,
      // As Envoy counts: 67 from the caller, 490 to it.
      bytesReceived: 67,
      bytesSent: 490,
      upstreamHost: "10.244.0.42:15008",
      downstreamRemoteAddress: "10.244.0.24:46238",
      tunnel: {
        direction: "outbound",
        source: {
          address: "10.244.0.24:46238",
          name: "checkout-1",
          namespace: "shop",
          identity: "spiffe://cluster.local/ns/shop/sa/checkout",
        },
        destination: {
          address: "10.244.0.42:15008",
          name: "payment-1",
          namespace: "shop",
          identity: "spiffe://cluster.local/ns/shop/sa/payment",
        },
        service: "payment.shop.svc.cluster.local",
        target: "10.244.0.42:8080",
      },
    });
  });

  test("tells what went wrong, with its quotes", () => {
    const { tunnel, upstreamHost, at } = one(denied);
    expect(tunnel?.error).toBe('connection closed due to policy rejection: explicitly denied by: shop/"x"');
    expect([upstreamHost, at]).toEqual(["10.244.0.42:8080", "2026-11-20T14:00:01.000Z"]);
  });

  test("tells of a connection that never began by addresses alone", () => {
    expect(one(early).tunnel).toEqual({
      direction: "inbound",
      source: { address: "10.0.0.1:1" },
      destination: { address: "10.0.0.2:15008" },
      error: "tls handshake error: x",
    });
  });

  test.each([
    ["as older ones print it", `2026-11-20T14:00:00.182974Z  INFO access: connection complete ${fields}`],
    ["behind what kubectl puts before it", `2026-11-20T14:00:09.1Z ${good}`],
    ["with fields that are not known", good.replace("dst.addr", 'src.cluster="Kubernetes" new.field=1 dst.addr')],
  ])("is read %s", (_, line) => {
    expect(one(line)).toMatchObject({ at: "2026-11-20T14:00:00.169Z", tunnel: one(good).tunnel });
  });

  test("is read as JSON", () => {
    const json = JSON.stringify({
      level: "info",
      time: "2026-11-20T14:00:00.182974Z",
      scope: "access",
      message: "connection complete",
      "src.addr": "10.244.0.24:46238",
      "src.workload": "checkout-1",
      "src.namespace": "shop",
      "src.identity": "spiffe://cluster.local/ns/shop/sa/checkout",
      "dst.addr": "10.244.0.42:15008",
      "dst.hbone_addr": "10.244.0.42:8080",
      "dst.service": "payment.shop.svc.cluster.local",
      "dst.workload": "payment-1",
      "dst.namespace": "shop",
      "dst.identity": "spiffe://cluster.local/ns/shop/sa/payment",
      direction: "outbound",
      bytes_sent: 67,
      bytes_recv: 490,
      duration: "13ms",
    });
    expect(one(json)).toEqual({ ...one(good), line: json });
  });

  test.each([
    ["another message of ztunnel's", "2026-11-20T14:00:00Z\tinfo\tproxy::outbound\tlistener established"],
    ["one of a connection that has only begun", good.replace("complete", "opened")],
    ["one that was cut before its end", good.slice(0, good.indexOf(" duration"))],
    ["one that was cut within a text", denied.slice(0, -4)],
    ["one without a direction", good.replace('direction="outbound" ', "")],
    ["a line of an application that names the same fields", `hello ${fields}`],
    ["JSON of another scope", '{"scope":"proxy","message":"connection complete","src.addr":"1.2.3.4:5"}'],
  ])("is not %s", (_, line) => {
    expect(parse(line)).toEqual({ entries: [], otherLines: 1 });
  });

  test("holds no secrets, however they are spelt", () => {
    const token = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.c2ln";
    const text = denied.replace("policy rejection", `policy rejection Bearer ${token}`);
    const json = JSON.stringify({
      time: "2026-11-20T14:00:00.1Z",
      scope: "access",
      message: "connection complete",
      "src.addr": "10.0.0.1:1",
      "dst.addr": "10.0.0.2:2",
      direction: "inbound",
      error: `http status: 401, token=${token}`,
    }).replace("eyJ", "\\u0065yJ");
    for (const line of [text, json]) {
      const found = JSON.stringify(one(line));
      expect(found).toContain("…");
      expect(found).not.toContain("c2ln");
    }
  });

  test("with a tab in a name is read again as the same", () => {
    const [read] = parse(good.replace('"checkout-1"', '"check\tout"')).entries;
    expect(read?.tunnel?.source.name).toBe("check out");
    expect(parse(read?.line ?? "").entries[0]).toEqual(read);
  });

  test("never throws, and is read again as the same, whatever is in it", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.string(), (error, name) => {
        const quoted = (text: string) => JSON.stringify(text.replaceAll("\n", " "));
        const text = `${good.replace('"checkout-1"', () => quoted(name))} error=${quoted(error)}`;
        const [read] = parse(text).entries;
        if (read === undefined) return;
        expect(parse(read.line).entries[0]).toEqual(read);
      }),
      runs(200),
    );
  });
});
