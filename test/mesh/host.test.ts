import { describe, expect, test } from "vitest";
import { gatewayName } from "../../src/mesh/gateway-name.ts";
import {
  bySpecificity,
  expandHost,
  hostSubsetOf,
  hostsOverlap,
  mostSpecificMatch,
  wildcardsFor,
} from "../../src/mesh/host.ts";
import { hostKeys, writtenHostKey } from "../../src/mesh/host-keys.ts";

test.each([
  ["a.com", "a.com", true, true],
  ["a.com", "b.com", false, false],
  ["a.com", "*.com", true, true],
  ["a.b.com", "*.com", true, true],
  ["foo.com", "*.foo.com", false, false],
  ["*.com", "a.com", true, false],
  ["*.a.com", "*.com", true, true],
  ["*.com", "*.a.com", true, false],
  ["*", "a.com", true, false],
  ["a.com", "*", true, true],
  ["*.a.com", "*.b.com", false, false],
])("%s and %s: overlap %s, within %s", (a, b, overlap, within) => {
  expect(hostsOverlap(a, b)).toBe(overlap);
  expect(hostSubsetOf(a, b)).toBe(within);
});

test("specificity: concrete, then longer, then alphabetical", () => {
  expect(["*", "*.com", "b.com", "*.a.com", "a.com", "long.b.com"].sort(bySpecificity)).toEqual([
    "long.b.com",
    "a.com",
    "b.com",
    "*.a.com",
    "*.com",
    "*",
  ]);
});

test.each([
  ["a.com", ["a.com", "*.com"], "a.com"],
  ["a.b.com", ["*", "*.com", "*.b.com"], "*.b.com"],
  ["*.b.com", ["*.com", "x.b.com"], "*.com"],
  ["*.b.com", ["*.com", "*.b.com"], "*.b.com"],
  ["a.org", ["*.com"], undefined],
])("the most specific match of %s in %j is %s", (needle, candidates, wanted) => {
  expect(mostSpecificMatch(needle, candidates)).toBe(wanted);
});

test.each([
  ["payment", "payment.shop.svc.cluster.local"],
  ["payment.prod", "payment.prod"],
  ["payment.prod.svc", "payment.prod.svc"],
  ["*", "*"],
  ["*.local", "*.local"],
  ["10.0.0.1", "10.0.0.1"],
  ["2001:db8::1", "2001:db8::1"],
  ["", ""],
])("%s written in shop means %s", (written, wanted) => {
  expect(expandHost(written, "shop", "cluster.local")).toBe(wanted);
});

test("wildcards above a host, most specific first", () => {
  expect(wildcardsFor("a.b.c")).toEqual(["*.b.c", "*.c", "*"]);
  expect(wildcardsFor("*.b.c")).toEqual(["*.b.c", "*.c", "*"]);
});

describe("keys of an index", () => {
  test.each([
    ["Payment", "payment.shop.svc.cluster.local"],
    ["payment.shop.svc.cluster.local", "payment.shop.svc.cluster.local"],
    ["Example.com", "example.com"],
    ["*.example.com", "*.example.com"],
    ["*", "*"],
  ])("%s is found under %s", (written, host) => {
    expect(hostKeys(host, "cluster.local")).toContain(writtenHostKey(written, "shop"));
  });

  test.each([
    ["payment", "payment.other.svc.cluster.local"],
    ["payment.shop", "payment.shop.svc.cluster.local"],
    ["payment", "payment"],
  ])("%s is not found under %s", (written, host) => {
    expect(hostKeys(host, "cluster.local")).not.toContain(writtenHostKey(written, "shop"));
  });
});

test.each([
  ["mesh", "mesh"],
  ["gw", "shop/gw"],
  ["./gw", "shop/gw"],
  ["edge/gw", "edge/gw"],
  ["gw.edge", "edge/gw"],
  ["gw.edge.svc.cluster.local", "edge/gw"],
])("gateway %s written in shop is %s", (written, wanted) => {
  expect(gatewayName(written, "shop")).toBe(wanted);
});
