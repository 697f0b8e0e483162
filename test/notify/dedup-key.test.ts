import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Pair } from "../../src/model/pair.ts";
import type { Ref } from "../../src/model/ref.ts";
import { dedupKey } from "../../src/notify/dedup-key.ts";
import { checkout, payment, ref } from "../render/sample-diagnosis.ts";

const fingerprint = "0123456789abcdef";

function pair(from: Ref, to: Ref): Pair {
  return { from, to, clients: [], services: [], host: to.name, viaGateway: false };
}

describe("the key of an alert", () => {
  test("names cluster, pair and fingerprint", () => {
    expect(dedupKey(pair(checkout, payment), { cluster: "prod-eu", fingerprint })).toBe(
      "mesh/prod-eu/shop/checkout->shop/payment/0123456789abcdef",
    );
  });

  test("of an outside host has no namespace", () => {
    const host = { apiVersion: "", kind: "Host", namespace: "", name: "api.example.com" };
    expect(dedupKey(pair(checkout, host), { cluster: "prod-eu", fingerprint })).toBe(
      "mesh/prod-eu/shop/checkout->api.example.com/0123456789abcdef",
    );
  });

  test("is the same for a pod and the one that took its place", () => {
    const of = (name: string) => dedupKey(pair(ref("Pod", "shop", name), payment), { cluster: "prod-eu", fingerprint });
    expect(of("checkout-7d4b8c6f9-k5lqm")).toBe(of("checkout-6bd47c9fd7-x2x8z"));
  });

  test("is never longer than 255 bytes, and tells long names apart", () => {
    const name = fc.string({ unit: "grapheme", minLength: 100, maxLength: 300 });
    fc.assert(
      fc.property(name, fc.string({ minLength: 1 }), (long, end) => {
        const of = (to: string) =>
          dedupKey(pair(checkout, ref("Service", "shop", to)), { cluster: "prod-eu", fingerprint });
        expect(Buffer.byteLength(of(long))).toBeLessThanOrEqual(255);
        expect(of(long + end)).not.toBe(of(long));
        expect(of(long)).toBe(of(long).toWellFormed());
      }),
    );
  });
});
