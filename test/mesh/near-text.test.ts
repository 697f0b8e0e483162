import { expect, test } from "vitest";
import { isNear } from "../../src/mesh/near-text.ts";

test.each([
  ["payment", "paymnt", true],
  ["payment", "payments", true],
  ["payment", "payment", true],
  ["payment", "cart", false],
  ["payment", "pa", false],
  ["v1", "v2", false],
  ["cluster.local/ns/shop/sa/checkout", "cluster.local/ns/shop/sa/chekout", true],
  ["cluster.local/ns/shop/sa/checkout", "cluster.local/ns/shop/sa/payment", false],
  ["abcd", "zbyd", false],
])("%s and %s: %s", (a, b, wanted) => {
  expect(isNear(a, b)).toBe(wanted);
  expect(isNear(b, a)).toBe(wanted);
});
