import { describe, expect, test } from "vitest";
import { destinationRuleFor } from "../../src/mesh/destination-rules.ts";
import type { ProxyView } from "../../src/model/workload.ts";
import { yamlMesh } from "./yaml-mesh.ts";

const checkout: ProxyView = { kind: "sidecar", namespace: "web", labels: { app: "checkout" } };
const payment = { hostname: "payment.shop.svc.cluster.local", namespace: "shop" };
const fqdn = payment.hostname;

interface RuleText {
  readonly host?: string;
  readonly exportTo?: string;
  readonly subsets?: string;
  readonly more?: string;
  readonly created?: number;
}

function rule(id: string, { host = fqdn, exportTo, subsets, more, created = 1 }: RuleText = {}): string {
  const [namespace, name] = id.split("/");
  const lines = [
    "---",
    "apiVersion: networking.istio.io/v1",
    "kind: DestinationRule",
    `metadata: { namespace: ${namespace}, name: ${name}, creationTimestamp: "2026-01-0${created}T00:00:00Z" }`,
    "spec:",
    `  host: "${host}"`,
  ];
  if (exportTo !== undefined) lines.push(`  exportTo: [${exportTo}]`);
  if (subsets !== undefined)
    lines.push(
      `  subsets: [${subsets
        .split(" ")
        .map((each) => `{ name: ${each}, labels: { version: ${each} } }`)
        .join(", ")}]`,
    );
  if (more !== undefined) lines.push(`  ${more}`);
  return `${lines.join("\n")}\n`;
}

function found(
  yaml: string,
  view = checkout,
): {
  readonly rule: string | undefined;
  readonly from: readonly string[];
  readonly subsets: readonly string[];
  readonly inert: readonly string[];
} {
  const choice = destinationRuleFor(yamlMesh(yaml), view, payment);
  return {
    rule: choice.rule && `${choice.rule.ref.namespace}/${choice.rule.ref.name}`,
    from: (choice.rule?.from ?? []).map(({ name }) => name),
    subsets: (choice.rule?.subsets ?? []).map(({ name }) => name),
    inert: choice.inert.map(({ ref, path, reason }) => `${ref.namespace}/${ref.name} ${reason} ${path}`),
  };
}

describe("which rule is in force", () => {
  test.each([
    ["none", "", undefined, []],
    [
      "the client's before the service's",
      rule("web/mine") + rule("shop/theirs"),
      "web/mine",
      ["shop/theirs overridden spec.host"],
    ],
    [
      "the service's before the root's",
      rule("shop/theirs") + rule("istio-system/all"),
      "shop/theirs",
      ["istio-system/all overridden spec.host"],
    ],
    ["the root's as a last resort", rule("istio-system/all", { host: "*.local" }), "istio-system/all", []],
    ["a short name in the service's namespace", rule("shop/short", { host: "payment" }), "shop/short", []],
    ["a third namespace never", rule("other/third"), undefined, ["other/third namespace metadata.namespace"]],
    [
      "one that is not exported",
      rule("shop/private", { exportTo: '"."' }),
      undefined,
      ["shop/private export spec.exportTo"],
    ],
    ["one exported to the client's namespace", rule("shop/named", { exportTo: "web" }), "shop/named", []],
    ["one exported to others", rule("shop/named", { exportTo: "ops" }), undefined, ["shop/named export spec.exportTo"]],
    [
      "a wildcard of the client's namespace hides the exact one",
      rule("web/wild", { host: "*.local" }) + rule("shop/exact", { subsets: "v1" }),
      "web/wild",
      ["shop/exact overridden spec.host"],
    ],
    [
      "exact before wildcard within a namespace",
      rule("shop/wild", { host: "*.shop.svc.cluster.local" }) + rule("shop/exact", { created: 2 }),
      "shop/exact",
      ["shop/wild overridden spec.host"],
    ],
    [
      "the longer wildcard",
      rule("shop/broad", { host: "*.local" }) + rule("shop/close", { host: "*.shop.svc.cluster.local", created: 2 }),
      "shop/close",
      ["shop/broad overridden spec.host"],
    ],
    [
      "an exact one that is not exported hides a broader one that is",
      rule("shop/exact", { exportTo: "ops, x" }) + rule("shop/wild", { host: "*.local" }),
      undefined,
      ["shop/exact export spec.exportTo", "shop/wild overridden spec.host"],
    ],
    [
      "a dotted short name matches nothing",
      rule("shop/dotted", { host: "payment.shop" }),
      undefined,
      ["shop/dotted host spec.host"],
    ],
    [
      "a short name in the client's namespace means another host",
      rule("web/stray", { host: "payment" }),
      undefined,
      ["web/stray host spec.host"],
    ],
  ])("%s", (_, yaml, wanted, inert) => {
    const { rule: chosen, inert: others } = found(yaml);
    expect(chosen).toBe(wanted);
    expect(others).toEqual(inert);
  });

  test("a client in the root namespace is not caught by its own general rules first", () => {
    const yaml = rule("istio-system/all", { host: "*.local" }) + rule("shop/exact");
    expect(found(yaml, { ...checkout, namespace: "istio-system" }).rule).toBe("shop/exact");
    const own = yaml + rule("istio-system/own", { exportTo: '"."' });
    expect(found(own, { ...checkout, namespace: "istio-system" }).rule).toBe("istio-system/own");
  });

  test("the mesh's default exportTo can make rules private", () => {
    const config = `---
apiVersion: v1
kind: ConfigMap
metadata: { name: istio, namespace: istio-system }
data: { mesh: 'defaultDestinationRuleExportTo: ["."]' }
`;
    expect(found(rule("shop/theirs") + config)).toMatchObject({
      rule: undefined,
      inert: ["shop/theirs export spec.exportTo"],
    });
  });
});

describe("merging", () => {
  test("subsets add up, and each knows where it is from", () => {
    const mesh = yamlMesh(rule("shop/a", { subsets: "v1" }) + rule("shop/b", { subsets: "v2", created: 2 }));
    const { rule: merged } = destinationRuleFor(mesh, checkout, payment);
    expect(merged?.subsets.map(({ name, spot }) => `${name} ${spot.ref.name} ${spot.path}`)).toEqual([
      "v1 a spec.subsets[0]",
      "v2 b spec.subsets[0]",
    ]);
    expect(merged?.from.map(({ name }) => name)).toEqual(["a", "b"]);
  });

  test("of two subsets of one name, and of two policies, the older stays", () => {
    const tls = (mode: string): string => `trafficPolicy: { tls: { mode: ${mode} } }`;
    const yaml =
      rule("shop/a", { subsets: "v1", more: tls("DISABLE") }) +
      rule("shop/b", { subsets: "v1", more: tls("SIMPLE"), created: 2 });
    expect(found(yaml).inert).toEqual(["shop/b overridden spec.subsets[0]", "shop/b overridden spec.trafficPolicy"]);
    const { rule: merged } = destinationRuleFor(yamlMesh(yaml), checkout, payment);
    expect(merged?.trafficPolicy).toMatchObject({
      value: { tls: { mode: "DISABLE" } },
      spot: { path: "spec.trafficPolicy" },
    });
  });

  test("a younger policy counts where the older has none", () => {
    const yaml = rule("shop/a") + rule("shop/b", { more: "trafficPolicy: { tls: { mode: SIMPLE } }", created: 2 });
    const { rule: merged } = destinationRuleFor(yamlMesh(yaml), checkout, payment);
    expect(merged?.trafficPolicy?.spot.ref.name).toBe("b");
  });

  test("short and full spelling are one host", () => {
    expect(found(rule("shop/a", { host: "payment" }) + rule("shop/b", { created: 2 })).from).toEqual(["a", "b"]);
  });

  test("different visibility keeps rules apart, and the last general one is used", () => {
    const yaml = rule("shop/a", { subsets: "v1" }) + rule("shop/b", { exportTo: "web", subsets: "v2", created: 2 });
    expect(found(yaml)).toMatchObject({ rule: "shop/b", subsets: ["v2"], inert: ["shop/a overridden spec.host"] });
  });

  test("a wider one is folded into the narrower, and has no entry of its own", () => {
    const yaml =
      rule("shop/a", { exportTo: "web", subsets: "v1" }) +
      rule("shop/b", { exportTo: "web, ops", subsets: "v2", created: 2 });
    expect(found(yaml)).toMatchObject({ rule: "shop/a", subsets: ["v1", "v2"] });
    expect(found(yaml, { ...checkout, namespace: "ops" }).rule).toBeUndefined();
  });
});

describe("workloadSelector", () => {
  const selecting = (app: string): string => `workloadSelector: { matchLabels: { app: ${app} } }`;

  test("chooses by the client's labels", () => {
    const yaml = rule("web/general") + rule("web/mine", { more: selecting("checkout"), created: 2 });
    expect(found(yaml).rule).toBe("web/mine");
    expect(found(yaml, { ...checkout, labels: { app: "cart" } }).rule).toBe("web/general");
  });

  test("leaves other clients of the namespace without any rule", () => {
    const yaml = rule("web/mine", { more: selecting("cart") }) + rule("shop/theirs", { subsets: "v1" });
    expect(found(yaml)).toMatchObject({
      rule: undefined,
      inert: ["web/mine selector spec.workloadSelector", "shop/theirs overridden spec.host"],
    });
  });

  test("never reaches another namespace", () => {
    expect(found(rule("shop/theirs", { more: selecting("checkout") })).rule).toBeUndefined();
  });

  test("a general rule exported to its own namespace alone is swallowed by a selector rule (Istio's quirk)", () => {
    const yaml =
      rule("web/mine", { more: selecting("cart"), subsets: "v1" }) +
      rule("web/general", { exportTo: '"."', subsets: "v2" });
    expect(found(yaml).rule).toBeUndefined();
  });
});

test("an unread namespace is said, up to the one that decides", () => {
  expect(destinationRuleFor(yamlMesh(rule("web/mine"), ["DestinationRule"]), checkout, payment).gap).toBeDefined();
  expect(destinationRuleFor(yamlMesh(rule("web/mine")), checkout, payment).gap).toBeUndefined();
});
