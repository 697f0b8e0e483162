/** What is kept out by design is told, and is no fault. */
import { describe, expect, test } from "vitest";
import type { Diagnosis } from "../../src/model/diagnosis.ts";
import { type Given, manifest, objectsOf } from "../support/manifests.ts";
import { smallMesh } from "../support/small-mesh.ts";
import { overlaid, snapshotOf } from "../support/snapshot.ts";
import { why } from "../support/why.ts";

const policy = (rules: string) =>
  manifest("AuthorizationPolicy shop/payment", `selector: { matchLabels: { app: payment } }, rules: [${rules}]`);
const getApi = policy("{ to: [{ operation: { methods: [GET], paths: ['/api/*'] } }] }");
const onlyApi = manifest(
  "VirtualService shop/payment",
  "hosts: [payment], http: [{ match: [{ uri: { prefix: /api } }], route: [{ destination: { host: payment } }] }]",
);

function ask(given: readonly Given[], request?: string): Diagnosis {
  return why(
    { from: "checkout", to: "payment", port: "8080", request },
    snapshotOf(overlaid(smallMesh, objectsOf(given))),
  );
}

describe("where no request is named", () => {
  test("a policy that admits some request restricts the others", () => {
    const { verdict, restrictions, findings, steps } = ask([getApi]);
    expect(verdict).toBe("healthy");
    expect(restrictions).toEqual([
      "allowed: GET payment.shop.svc.cluster.local:8080/api/x",
      "GET payment.shop.svc.cluster.local:8080/ is refused by AuthorizationPolicy shop/payment",
    ]);
    expect([findings, steps.filter(({ status }) => status === "failed")]).toEqual([[], []]);
  });

  test("routes that take some request restrict the others", () => {
    const { verdict, restrictions } = ask([onlyApi]);
    expect([verdict, restrictions]).toEqual([
      "healthy",
      [
        "allowed: GET payment.shop.svc.cluster.local:8080/api",
        "requests that no route of VirtualService shop/payment matches get 404",
      ],
    ]);
  });

  test("a policy that admits none breaks the pair", () => {
    const { verdict, restrictions, culprit } = ask([policy("{ from: [{ source: { namespaces: [tools] } }] }")]);
    expect([verdict, restrictions, culprit?.kind]).toEqual(["broken", [], "AuthorizationPolicy"]);
  });
});

describe("where a request is named", () => {
  test.each<[string, readonly Given[], string, string]>([
    ["that is admitted", [getApi], "GET /api/x", "healthy"],
    ["that is kept out", [getApi], "GET /", "broken"],
    ["that no route takes", [onlyApi], "GET /", "broken"],
  ])("%s, it alone decides", (_, given, request, verdict) => {
    const diagnosis = ask(given, request);
    expect([diagnosis.verdict, diagnosis.restrictions]).toEqual([verdict, []]);
  });
});
