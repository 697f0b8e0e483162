import { describe, expect, it } from "vitest";
import { declareSubset } from "../../src/checks/destination-rule/declare-subset.ts";
import { overriddenTwins } from "../../src/checks/destination-rule/overridden-twins.ts";
import { routeElsewhere } from "../../src/checks/destination-rule/route-elsewhere.ts";
import { selectPods } from "../../src/checks/destination-rule/select-pods.ts";
import type { CauseOf } from "../../src/model/cause.ts";
import type { Ref } from "../../src/model/ref.ts";
import { yamlMesh } from "../mesh/yaml-mesh.ts";
import { proposed } from "./proposed.ts";

const istio = "networking.istio.io/v1";
const ruleRef: Ref = { apiVersion: istio, kind: "DestinationRule", namespace: "shop", name: "payment" };
const routeRef: Ref = { ...ruleRef, kind: "VirtualService" };
const service: Ref = { apiVersion: "v1", kind: "Service", namespace: "shop", name: "payment" };

const payment = `
apiVersion: v1
kind: Service
metadata: { name: payment, namespace: shop }
spec: { selector: { app: payment }, ports: [{ port: 80 }] }
---
apiVersion: v1
kind: Pod
metadata: { name: payment-1, namespace: shop, labels: { app: payment, version: v1, track: stable } }
spec: { containers: [] }
---
apiVersion: v1
kind: Pod
metadata: { name: payment-2, namespace: shop, labels: { app: payment, version: v2, track: canary } }
spec: { containers: [] }
---
apiVersion: v1
kind: Pod
metadata: { name: other, namespace: shop, labels: { app: other, version: v3 } }
spec: { containers: [] }
---
`;

function rule(spec: string, name = "payment"): string {
  return `apiVersion: ${istio}\nkind: DestinationRule\nmetadata: { name: ${name}, namespace: shop }\nspec: ${spec}\n---\n`;
}

describe("declareSubset()", () => {
  const undeclared = (
    subset: string,
    more: Partial<CauseOf<"subset-undeclared">> = {},
  ): CauseOf<"subset-undeclared"> => ({
    code: "subset-undeclared",
    host: "payment.shop.svc.cluster.local",
    subset,
    route: { ref: routeRef, path: "spec.http[0].route[0].destination" },
    destinationRule: undefined,
    declared: [],
    inert: [],
    ...more,
  });
  const declaration = '{"name":"v2","labels":{"version":"v2"}}';

  it("makes a rule where there is none", () => {
    expect(proposed(declareSubset(undeclared("v2"), yamlMesh(payment)))).toEqual([
      `new DestinationRule shop/payment: {"host":"payment.shop.svc.cluster.local","subsets":[${declaration}]}`,
    ]);
  });

  it.each([
    ["whose name is no version of its pods", undeclared("v3"), ""],
    ["of a host of another form", undeclared("v2", { host: "payment.shop.example.com" }), ""],
    ["where an idle rule has the name", undeclared("v2"), rule("{ host: x }")],
    ["whose rule was not read", undeclared("v2", { destinationRule: ruleRef }), ""],
    ["whose rule is for a wildcard", undeclared("v2", { destinationRule: ruleRef }), rule('{ host: "*.shop" }')],
  ])("does not declare a subset %s", (_, cause, yaml) => {
    expect(declareSubset(cause, yamlMesh(payment + yaml))).toEqual([]);
  });

  it.each([
    ["{ host: payment }", `DestinationRule shop/payment: add /spec/subsets [${declaration}]`],
    ["{ host: payment, subsets: [{ name: v1 }] }", `DestinationRule shop/payment: add /spec/subsets/1 ${declaration}`],
  ])("adds it to the rule in force, %s", (spec, wanted) => {
    const cause = undeclared("v2", { destinationRule: ruleRef });
    expect(proposed(declareSubset(cause, yamlMesh(payment + rule(spec))))).toEqual([wanted]);
  });

  describe("routeElsewhere()", () => {
    const routed = (destination: string) =>
      yamlMesh(
        `apiVersion: ${istio}\nkind: VirtualService\nmetadata: { name: payment, namespace: shop }\nspec: { hosts: [payment], http: [{ route: [${destination}] }] }\n`,
      );
    const at = "VirtualService shop/payment: replace /spec/http/0/route/0";

    it("sends to the subsets that are alike, two at most, and takes the weight away at last", () => {
      const cause = undeclared("v4", { declared: ["canary", "v1", "v2", "v3"] });
      const mesh = routed("{ destination: { host: payment, subset: v4 }, weight: 10 }");
      expect(proposed(routeElsewhere(cause, mesh))).toEqual([
        `${at}/destination/subset "v1"`,
        `${at}/destination/subset "v2"`,
        `${at}/weight 0`,
      ]);
    });

    it.each([
      ["no weight", "{ destination: { host: payment, subset: v4 } }"],
      ["weight 0", "{ destination: { host: payment, subset: v4 }, weight: 0 }"],
      ["no subset of its own", "{ destination: { host: payment } }"],
    ])("takes nothing from a destination with %s", (_, destination) => {
      expect(routeElsewhere(undeclared("v4", { declared: ["canary"] }), routed(destination))).toEqual([]);
    });

    it("renames nothing where nothing is written", () => {
      const mesh = routed("{ destination: { host: payment } }");
      expect(routeElsewhere(undeclared("v4", { declared: ["v1"] }), mesh)).toEqual([]);
    });
  });
});

const empty = (path: string): CauseOf<"no-endpoints"> => ({
  code: "no-endpoints",
  service,
  spot: { ref: ruleRef, path },
  why: "",
  reason: "subset-labels",
  related: [],
  evidence: [],
});

describe("selectPods()", () => {
  const at = "DestinationRule shop/payment: replace /spec/subsets/0/labels";

  it.each([
    ["its own name", "[{ name: v2, labels: { version: x9 } }]", ['{"version":"v2"}']],
    [
      "what no other subset has, then what looks alike",
      "[{ name: next, labels: { version: v3 } }, { name: a, labels: { version: v1 } }]",
      ['{"version":"v2"}', '{"version":"v1"}'],
    ],
    [
      "another value beside labels that fit",
      "[{ name: a, labels: { app: payment, version: v9 } }]",
      ['{"app":"payment","version":"v1"}', '{"app":"payment","version":"v2"}'],
    ],
    [
      "the version of its name where its own label is unknown",
      "[{ name: v1, labels: { release: one } }]",
      ['{"version":"v1"}'],
    ],
    ["nothing where nothing is alike", "[{ name: next, labels: { version: release-2024 } }]", []],
    ["nothing where it has no labels", "[{ name: v1 }]", []],
  ])("lets a subset select %s", (_, subsets, wanted) => {
    const mesh = yamlMesh(payment + rule(`{ host: payment, subsets: ${subsets} }`));
    expect(proposed(selectPods(empty("spec.subsets[0].labels"), mesh))).toEqual(
      wanted.map((labels) => `${at} ${labels}`),
    );
  });

  it("offers three at most", () => {
    const more = ["v5", "v6", "v7"]
      .map(
        (version) =>
          `apiVersion: v1\nkind: Pod\nmetadata: { name: p${version}, namespace: shop, labels: { app: payment, version: ${version} } }\nspec: { containers: [] }\n---\n`,
      )
      .join("");
    const mesh = yamlMesh(payment + more + rule("{ host: payment, subsets: [{ name: a, labels: { version: v9 } }] }"));
    expect(selectPods(empty("spec.subsets[0].labels"), mesh)).toHaveLength(3);
  });

  it("says nothing of a rule that was not read", () => {
    expect(selectPods(empty("spec.subsets[0].labels"), yamlMesh(payment))).toEqual([]);
  });
});

describe("overriddenTwins()", () => {
  const twinsOf = (other: string, own = "{ host: payment, subsets: [{ name: v2, labels: { release: x } }] }") =>
    overriddenTwins(empty("spec.subsets[0].labels"), yamlMesh(payment + rule(own) + rule(other, "twin")), "nobody");

  it("charges the younger rule whose subset of that name has pods", () => {
    const [twin, ...more] = twinsOf(
      "{ host: payment, subsets: [{ name: v1, labels: { version: v1 } }, { name: v2, labels: { app: payment, version: v2 } }] }",
    );
    expect(more).toEqual([]);
    expect(twin).toMatchObject({
      resource: { ref: { name: "twin" }, path: "spec.subsets[1]" },
      related: [{ ref: ruleRef, path: "spec.subsets[0].labels" }],
    });
    expect(proposed(twin?.proposals ?? [])).toEqual([
      'DestinationRule shop/payment: replace /spec/subsets/0/labels {"app":"payment","version":"v2"}',
    ]);
  });

  it.each([
    ["of another host", "{ host: other, subsets: [{ name: v2, labels: { version: v2 } }] }"],
    ["of another name", "{ host: payment, subsets: [{ name: v3, labels: { version: v2 } }] }"],
    ["that selects no pod either", "{ host: payment, subsets: [{ name: v2, labels: { app: payment, version: v7 } }] }"],
    ["that is not there", "{ host: payment }"],
  ])("charges no subset %s", (_, other) => {
    expect(twinsOf(other)).toEqual([]);
  });

  it("charges none where the labels in force are not known", () => {
    const other = "{ host: payment, subsets: [{ name: v2, labels: { version: v2 } }] }";
    expect(twinsOf(other, "{ host: payment, subsets: [{ name: v2 }] }")).toEqual([]);
  });
});
