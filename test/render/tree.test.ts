import { describe, expect, test } from "vitest";
import { fraction } from "../../src/model/fraction.ts";
import type { End, Hop } from "../../src/model/trace.ts";
import { drawRow } from "../../src/render/draw-row.ts";
import { fold } from "../../src/render/fold.ts";
import { plain } from "../../src/render/line.ts";
import { prune } from "../../src/render/prune.ts";
import { tree } from "../../src/render/tree.ts";
import { branch, chain, delivered, end, fork, ref } from "./sample-diagnosis.ts";

const noEndpoint = end({ disposition: "no-endpoint", station: "endpoint", httpStatus: 503, responseFlag: "UH" });

function drawn(start: Hop | End, { exact = false, limit = 32, width = 80 } = {}): string {
  return tree(prune(fold(start, { exact }), limit), { evidence: 0, whole: false })
    .flatMap((row) => drawRow(row, "", width))
    .map(plain)
    .join("\n");
}

function thirds(...to: readonly (Hop | End)[]): Hop {
  return fork(
    "endpoint",
    "spread",
    to.map((at, index) => branch(fraction(1, to.length), `pod ${index}`, at)),
  );
}

describe("tree()", () => {
  test("draws an end alone", () => {
    expect(drawn(noEndpoint)).toBe("✗ no endpoint 503 UH at the client");
  });

  test("draws a way without partings straight down", () => {
    const start = chain(
      [
        ["capture", "client", "2 pods", [], ["one restarts"]],
        ["authorization", "server", "no policy"],
      ],
      delivered("payment"),
    );
    expect(drawn(start)).toBe(`capture         2 pods
                (one restarts)
authorization   no policy
✓ delivered to payment:8080 over mTLS`);
  });

  test("draws a parting of three, and shares of all where there is a second", () => {
    const inner = fork("cluster", "canary", [
      branch(fraction(1, 4), "v2", noEndpoint),
      branch(fraction(3, 4), "v1", delivered("payment")),
    ]);
    expect(drawn(thirds(inner, end({ disposition: "hangs", station: "network", at: "network" }), delivered("b")))).toBe(
      `endpoints       spread
├─ 33 %  pod 0
│  cluster         canary
│  ├─ 25 %  v2   ✗ no endpoint 503 UH at the client  (8.3 % of all)
│  └─ 75 %  v1   ✓ delivered to payment:8080 over mTLS  (25 % of all)
├─ 33 %  pod 1   ✗ hangs in the network  no proxy logs it
└─ 33 %  pod 2   ✓ delivered to b:8080 over mTLS`,
    );
  });

  test("draws ways of equal fate once", () => {
    const server = (title: string) => chain([["tls", "server", title]], delivered("payment"));
    const start = thirds(
      server("v1"),
      server("v2"),
      noEndpoint,
      server("v3"),
      server("v4"),
      server("v5"),
      server("v6"),
    );
    expect(drawn(start)).toBe(`endpoints       spread
├─ 14 %  pod 0
│  TLS, server     v1
│  ✓ delivered to payment:8080 over mTLS
├─ 71 %  pod 1, pod 3, pod 4 and 2 more   … same end as pod 0: ✓ delivered
└─ 14 %  pod 2   ✗ no endpoint 503 UH at the client`);
    expect(drawn(start, { exact: true })).not.toContain("same end");
  });

  test("draws a parting whose ways all end alike once, saying so", () => {
    const start = fork("route", "canary", [
      branch(fraction(9, 10), "v1", chain([["tls", "server", "mTLS"]], delivered("payment"))),
      branch(fraction(1, 10), "v2", chain([["tls", "server", "mTLS"]], delivered("payment"))),
    ]);
    expect(drawn(start)).toContain("└─ 10 %  v2   … same end as v1: ✓ delivered");
  });

  test("does not call two faults the same because they look the same", () => {
    const undeclared = (subset: string) =>
      end({
        disposition: "no-cluster",
        station: "cluster",
        httpStatus: 503,
        cause: {
          code: "subset-undeclared",
          host: "payment",
          subset,
          route: { ref: ref("VirtualService", "shop", "payment"), path: `spec.http[0].route[0].${subset}` },
          destinationRule: undefined,
          declared: [],
          inert: [],
        },
      });
    expect(drawn(thirds(undeclared("v2"), undeclared("v3")))).not.toContain("same end");
    expect(drawn(thirds(undeclared("v2"), undeclared("v2")))).toContain("same end");
  });

  test("says what is not drawn", () => {
    const failures = Array.from({ length: 7 }, (_, index) => ({ ...noEndpoint, httpStatus: 500 + index }));
    expect(drawn(thirds(delivered("payment"), ...failures), { limit: 2 })).toBe(`endpoints       spread
├─ 12.5 %  pod 0   ✓ delivered to payment:8080 over mTLS
├─ 12.5 %  pod 1   ✗ no endpoint 500 UH at the client
└─ 75 %  not drawn: 6 more ways, ✗ no endpoint 501 UH, ✗ no endpoint 502 UH,
     ✗ no endpoint 503 UH, ✗ no endpoint 504 UH, and others`);
  });

  test("tells delays, answers, plaintext and why nothing is known", () => {
    const at = { station: "fault", at: "client" } as const;
    expect(drawn({ ...delivered("a"), delayMs: 2500 })).toBe(
      "! delivered to a:8080 over mTLS, after 2.5 s of injected delay",
    );
    expect(drawn(end({ ...at, disposition: "answered", httpStatus: 301 }))).toBe("✓ answered by the proxy 301");
    expect(drawn({ ...delivered(), landed: { host: "a", port: 1, mtls: false } })).toBe(
      "✓ delivered to a:1, without mTLS",
    );
    expect(
      drawn(
        end({
          ...at,
          disposition: "unknown",
          cause: { code: "not-modelled", what: "an EnvoyFilter", spot: undefined },
        }),
      ),
    ).toBe("? unknown: an EnvoyFilter is not modelled");
    expect(drawn(end({ ...at, disposition: "unknown" }))).toBe("? unknown: what was read does not decide it");
    expect(drawn(end({ ...at, disposition: "denied", httpStatus: 200, grpcStatus: 7, responseFlag: "-" }))).toBe(
      "✗ denied gRPC 7 at the client",
    );
  });

  test("keeps room for words however often ways part", () => {
    let start: Hop | End = delivered("payment");
    for (let depth = 0; depth < 40; depth++)
      start = fork("cluster", `fork ${depth}`, [
        branch(fraction(1, 2), "on", start),
        branch(fraction(1, 2), "out", { ...noEndpoint, httpStatus: 500 + depth }),
      ]);
    for (const line of drawn(start, { width: 60, limit: 100 }).split("\n")) expect(line.length).toBeLessThanOrEqual(60);
  });
});
