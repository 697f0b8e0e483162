import { describe, expect, test } from "vitest";
import { destinationRuleFor } from "../../src/mesh/destination-rules.ts";
import { tlsModeForEndpoints } from "../../src/mesh/endpoint-tls-mode.ts";
import type { MergedRule } from "../../src/mesh/merged-rule.ts";
import { trafficPolicyFor } from "../../src/mesh/traffic-policy.ts";
import { yamlMesh } from "./yaml-mesh.ts";

function ruleOf(spec: string): MergedRule | undefined {
  const yaml = `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { namespace: shop, name: pay }
spec: { host: payment, ${spec} }`;
  const view = { kind: "sidecar", namespace: "shop", labels: {} } as const;
  return destinationRuleFor(yamlMesh(yaml), view, { hostname: "payment.shop.svc.cluster.local", namespace: "shop" })
    .rule;
}

const simple = "tls: { mode: SIMPLE }";
const roundRobin = "loadBalancer: { simple: ROUND_ROBIN }";
const port8080 = (blocks: string): string => `portLevelSettings: [{ port: { number: 8080 }, ${blocks} }]`;

describe("the blocks in force", () => {
  test.each([
    ["no rule", "", undefined, {}],
    ["the top level's", `trafficPolicy: { ${simple} }`, undefined, { tls: "spec.trafficPolicy.tls" }],
    [
      "a port's entry replaces all blocks",
      `trafficPolicy: { ${simple}, ${port8080(roundRobin)} }`,
      undefined,
      { loadBalancer: "spec.trafficPolicy.portLevelSettings[0].loadBalancer" },
    ],
    [
      "another port's entry does not matter",
      `trafficPolicy: { ${simple}, portLevelSettings: [{ port: { number: 9 }, ${roundRobin} }] }`,
      undefined,
      { tls: "spec.trafficPolicy.tls" },
    ],
    [
      "a subset overrides block by block",
      `trafficPolicy: { ${simple} }, subsets: [{ name: v1, trafficPolicy: { ${roundRobin} } }]`,
      "v1",
      { tls: "spec.trafficPolicy.tls", loadBalancer: "spec.subsets[0].trafficPolicy.loadBalancer" },
    ],
    [
      "a subset without policy inherits",
      `trafficPolicy: { ${simple} }, subsets: [{ name: v1 }]`,
      "v1",
      { tls: "spec.trafficPolicy.tls" },
    ],
    [
      "a port's entry of a subset replaces all",
      `trafficPolicy: { ${simple} }, subsets: [{ name: v1, trafficPolicy: { ${simple}, ${port8080(roundRobin)} } }]`,
      "v1",
      { loadBalancer: "spec.subsets[0].trafficPolicy.portLevelSettings[0].loadBalancer" },
    ],
    [
      "a subset over the port's entry of the top level",
      `trafficPolicy: { ${roundRobin}, ${port8080(simple)} }, subsets: [{ name: v1, trafficPolicy: { outlierDetection: {} } }]`,
      "v1",
      {
        tls: "spec.trafficPolicy.portLevelSettings[0].tls",
        outlierDetection: "spec.subsets[0].trafficPolicy.outlierDetection",
      },
    ],
  ])("%s", (_, spec, subset, wanted) => {
    const policy = trafficPolicyFor(spec === "" ? undefined : ruleOf(spec), 8080, subset);
    const paths = Object.entries(policy).map(([name, { spot }]) => [name, spot.path]);
    expect(Object.fromEntries(paths)).toEqual(wanted);
  });
});

describe("the TLS by which endpoints are marked", () => {
  test.each([
    ["nothing", "", undefined, undefined],
    [
      "a port's entry without tls falls back to the top level",
      `trafficPolicy: { ${simple}, ${port8080(roundRobin)} }`,
      undefined,
      "spec.trafficPolicy.tls",
    ],
    [
      "a port's entry with tls",
      `trafficPolicy: { ${simple}, ${port8080("tls: { mode: DISABLE }")} }`,
      undefined,
      "spec.trafficPolicy.portLevelSettings[0].tls",
    ],
    [
      "a subset falls back to the rule",
      `trafficPolicy: { ${simple} }, subsets: [{ name: v1 }]`,
      "v1",
      "spec.trafficPolicy.tls",
    ],
    [
      "a subset's own",
      `trafficPolicy: { ${simple} }, subsets: [{ name: v1, trafficPolicy: { tls: { mode: DISABLE } } }]`,
      "v1",
      "spec.subsets[0].trafficPolicy.tls",
    ],
    ["an undeclared subset", `trafficPolicy: { ${simple} }`, "v9", undefined],
  ])("%s", (_, spec, subset, wanted) => {
    expect(tlsModeForEndpoints(spec === "" ? undefined : ruleOf(spec), 8080, subset)?.spot.path).toBe(wanted);
  });
});
