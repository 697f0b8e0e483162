import { expect, test } from "vitest";
import { type Given, manifest, pod } from "../support/manifests.ts";
import { smallMesh } from "../support/small-mesh.ts";
import { overlaid, snapshotOf } from "../support/snapshot.ts";
import { why } from "../support/why.ts";

/** A policy for `payment-api`, which reads nearly as `payment`. */
const near: Given = manifest(
  "AuthorizationPolicy shop/near",
  "selector: { matchLabels: { app: payments } }, action: DENY, rules: [{ from: [{ source: { namespaces: [nowhere] } }] }]",
);
const warnings = (...given: readonly Given[]): readonly string[] =>
  why({ from: "checkout", to: "payment", port: "8080" }, snapshotOf(overlaid(smallMesh, given as never)))
    .findings.filter(({ severity }) => severity === "warning")
    .map(({ resource }) => resource.name);

test("a policy that selects nobody, and nearly this server, is written in vain", () => {
  expect(warnings(near)).toEqual(["near"]);
});

test("a policy that selects others is theirs", () => {
  expect(warnings(near, pod("shop/payments-1", { labels: "app: payments", ip: "10.0.6.1" }))).toEqual([]);
});
