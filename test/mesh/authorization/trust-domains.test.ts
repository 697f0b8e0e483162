import { expect, test } from "vitest";
import { expandPrincipal, expandTrustDomain } from "../../../src/mesh/authorization/trust-domains.ts";

const own = ["td1", "td2"];

test.each([
  ["td1/ns/a/sa/b", ["td1/ns/a/sa/b", "td2/ns/a/sa/b"]],
  ["cluster.local/ns/a/sa/b", ["td1/ns/a/sa/b", "td2/ns/a/sa/b"]],
  ["foreign/ns/a/sa/b", ["foreign/ns/a/sa/b"]],
  ["*/ns/a/sa/b", ["*/ns/a/sa/b"]],
  ["*1/ns/a/sa/b", ["*1/ns/a/sa/b", "td2/ns/a/sa/b"]],
  ["td*/ns/a/sa/b", ["td1/ns/a/sa/b", "td2/ns/a/sa/b"]],
  ["*", ["*"]],
  ["td1/ns/a", ["td1/ns/a"]],
])("principal %s", (principal, wanted) => {
  expect(expandPrincipal(principal, own)).toEqual(wanted);
});

test.each([
  ["td2", own],
  ["foreign", ["foreign"]],
  ["cluster.local", ["cluster.local"]],
])("trust domain %s", (written, wanted) => {
  expect(expandTrustDomain(written, own)).toEqual(wanted);
});
