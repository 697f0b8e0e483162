import { describe, expect, test } from "vitest";
import type { PolicyTarget } from "../../src/mesh/attached-to.ts";
import { authorizationPoliciesFor } from "../../src/mesh/authorization-policies.ts";
import { misplacedPolicies } from "../../src/mesh/misplaced-policies.ts";
import { policiesYaml } from "./policies-yaml.ts";
import { serviceStub } from "./registry-stubs.ts";
import { yamlMesh } from "./yaml-mesh.ts";

const pod: PolicyTarget = { namespace: "shop", labels: { app: "payment" }, kind: "sidecar" };
const gatewayLabel = "gateway.networking.k8s.io/gateway-name";
const gateway: PolicyTarget = { namespace: "shop", labels: { [gatewayLabel]: "gw", app: "payment" }, kind: "gateway" };
const waypoint: PolicyTarget = {
  namespace: "shop",
  labels: { [gatewayLabel]: "wp" },
  kind: "waypoint",
  services: [serviceStub()],
};
const entry = serviceStub({
  registry: "External",
  ref: { apiVersion: "networking.istio.io/v1", kind: "ServiceEntry", namespace: "shop", name: "payment" },
});
const refTo = (kind: string, name: string, group = "gateway.networking.k8s.io"): string =>
  `{ targetRefs: [{ kind: ${kind}, name: ${name}, group: "${group}" }] }`;

describe("which policies are in force", () => {
  test.each<readonly [string, PolicyTarget, string, string, boolean]>([
    ["the namespace's", pod, "shop/p", "{}", true],
    ["the root namespace's", pod, "istio-system/p", "{}", true],
    [
      "the root namespace's with a selector",
      pod,
      "istio-system/p",
      "{ selector: { matchLabels: { app: payment } } }",
      true,
    ],
    ["another namespace's", pod, "web/p", "{}", false],
    ["another workload's", pod, "shop/p", "{ selector: { matchLabels: { app: cart } } }", false],
    ["a pod with targetRefs", pod, "shop/p", refTo("Gateway", "gw"), false],
    ["a gateway by selector", gateway, "shop/p", "{ selector: { matchLabels: { app: payment } } }", true],
    ["a gateway by targetRefs", gateway, "shop/p", refTo("Gateway", "gw"), true],
    [
      "a gateway by targetRef",
      gateway,
      "shop/p",
      refTo("Gateway", "gw").replace("targetRefs: [", "targetRef: ").replace("]", ""),
      true,
    ],
    ["another gateway", gateway, "shop/p", refTo("Gateway", "other"), false],
    ["Istio's own Gateway is no target", gateway, "shop/p", refTo("Gateway", "gw", "networking.istio.io"), false],
    ["a gateway from another namespace", gateway, "istio-system/p", refTo("Gateway", "gw"), false],
    ["a waypoint without targetRefs", waypoint, "shop/p", "{}", false],
    ["a waypoint", waypoint, "shop/p", refTo("Gateway", "wp"), true],
    ["a Service", waypoint, "shop/p", refTo("Service", "payment", ""), true],
    ["a Service by the core group", waypoint, "shop/p", refTo("Service", "payment", "core"), true],
    ["another Service", waypoint, "shop/p", refTo("Service", "cart", ""), false],
    [
      "a ServiceEntry is no Service",
      waypoint,
      "shop/p",
      refTo("ServiceEntry", "payment", "networking.istio.io"),
      false,
    ],
    [
      "a ServiceEntry",
      { ...waypoint, services: [entry] },
      "shop/p",
      refTo("ServiceEntry", "payment", "networking.istio.io"),
      true,
    ],
    [
      "all waypoints, from the root namespace",
      waypoint,
      "istio-system/p",
      refTo("GatewayClass", "istio-waypoint"),
      true,
    ],
    ["all waypoints, from elsewhere", waypoint, "shop/p", refTo("GatewayClass", "istio-waypoint"), false],
    [
      "ztunnel by selector",
      { ...pod, kind: "ambient" },
      "shop/p",
      "{ selector: { matchLabels: { app: payment } } }",
      true,
    ],
    ["ztunnel with targetRefs", { ...pod, kind: "ambient" }, "shop/p", refTo("Service", "payment", ""), false],
  ])("%s", (_, target, id, spec, wanted) => {
    const { allow } = authorizationPoliciesFor(yamlMesh(policiesYaml([id, spec])), target);
    expect(allow.length > 0).toBe(wanted);
  });

  test("a Service's policies stand in the Service's namespace", () => {
    const mesh = yamlMesh(policiesYaml(["shop/p", refTo("Service", "payment", "")]));
    expect(authorizationPoliciesFor(mesh, { ...waypoint, namespace: "infra" }).allow).toHaveLength(1);
  });
});

test("actions are told apart, and dry runs set aside", () => {
  const mesh = yamlMesh(
    policiesYaml(
      ["shop/a", "{}"],
      ["shop/b", "{ action: DENY }"],
      ["shop/c", "{ action: AUDIT }"],
      ["shop/d", "{ action: CUSTOM, provider: { name: x } }"],
      ["shop/e", "{ action: DENY }", '{ "istio.io/dry-run": "true" }'],
      ["shop/f", "{ action: ALLOW }", '{ "istio.io/dry-run": "no" }'],
    ),
  );
  const { allow, deny, audit, custom, dryRun } = authorizationPoliciesFor(mesh, pod);
  const names = [allow, deny, audit, custom, dryRun].map((list) => list.map(({ metadata }) => metadata.name).join());
  expect(names).toEqual(["a,f", "b", "c", "d", "e"]);
});

describe("policies that look as if they were meant", () => {
  test.each<readonly [string, PolicyTarget, string, string, readonly string[]]>([
    [
      "a selector with a slip",
      pod,
      "shop/p",
      "{ selector: { matchLabels: { app: paymnt } } }",
      ["spec.selector.matchLabels"],
    ],
    [
      "the value under another key",
      pod,
      "shop/p",
      "{ selector: { matchLabels: { name: payment } } }",
      ["spec.selector.matchLabels"],
    ],
    ["plainly another's", pod, "shop/p", "{ selector: { matchLabels: { app: cart } } }", []],
    ["targetRefs on a sidecar", pod, "shop/p", refTo("Service", "payment", ""), ["spec.targetRefs"]],
    ["no targetRefs at a waypoint", waypoint, "shop/p", "{}", ["spec.targetRefs"]],
    ["no targetRefs in the root namespace", waypoint, "istio-system/p", "{}", []],
  ])("%s", (_, target, id, spec, wanted) => {
    const { ignored } = authorizationPoliciesFor(yamlMesh(policiesYaml([id, spec])), target);
    expect(ignored.map(({ path }) => path)).toEqual(wanted);
  });

  const inWeb = policiesYaml(["web/p", "{ selector: { matchLabels: { app: payment } } }"]);

  test("one in the wrong namespace is found by its selector", () => {
    expect(misplacedPolicies(yamlMesh(inWeb), pod).map(({ ref, path }) => `${ref.namespace} ${path}`)).toEqual([
      "web metadata.namespace",
    ]);
  });

  test("unless it has pods of its own there", () => {
    const own = `---
apiVersion: v1
kind: Pod
metadata: { namespace: web, name: payment, labels: { app: payment } }
spec: { containers: [] }
`;
    expect(misplacedPolicies(yamlMesh(inWeb + own), pod)).toEqual([]);
  });
});

test("unread policies are said", () => {
  expect(authorizationPoliciesFor(yamlMesh("", ["AuthorizationPolicy"]), pod).gap?.kind).toBe("AuthorizationPolicy");
});
