import { expect, test } from "vitest";
import { servicesNamed } from "../../src/mesh/registry.ts";
import { exportedTo, namespaceSeen, serviceVisible } from "../../src/mesh/visibility.ts";
import { yamlMesh } from "./yaml-mesh.ts";

test.each([
  [undefined, ["*"], "a", "b", true],
  [[], ["*"], "a", "b", true],
  [undefined, ["."], "a", "b", false],
  [undefined, ["."], "a", "a", true],
  [["."], ["*"], "a", "b", false],
  [["."], ["*"], "a", "a", true],
  [["~"], ["*"], "a", "a", false],
  [["b"], ["*"], "a", "b", true],
  [["b"], ["*"], "a", "a", false],
  [["b", "*"], ["."], "a", "c", true],
  [["*", "~"], ["*"], "a", "c", true],
  [["~", "b"], ["*"], "a", "b", false],
])("exportTo %j (default %j) of %s seen from %s: %s", (exportTo, defaults, own, to, wanted) => {
  expect(exportedTo(exportTo, defaults, own, to)).toBe(wanted);
});

const selectors = `
apiVersion: v1
kind: ConfigMap
metadata: { name: istio, namespace: istio-system }
data:
  mesh: |
    discoverySelectors:
    - matchLabels: { istio: "on" }
    - matchExpressions: [{ key: team, operator: In, values: [a, b] }]
---
apiVersion: v1
kind: Namespace
metadata: { name: labelled, labels: { istio: "on" } }
---
apiVersion: v1
kind: Namespace
metadata: { name: team, labels: { team: b } }
---
apiVersion: v1
kind: Namespace
metadata: { name: hidden, labels: { istio: "off" } }
---
apiVersion: v1
kind: Service
metadata: { name: payment, namespace: hidden }
spec: { ports: [{ port: 80, name: http }] }
`;

test.each([
  ["labelled", true],
  ["team", true],
  ["hidden", false],
  ["never-read", undefined],
])("discovery selectors, any of them: namespace %s is seen: %s", (namespace, wanted) => {
  expect(namespaceSeen(yamlMesh(selectors), namespace)).toBe(wanted);
});

test("without discovery selectors every namespace is seen", () => {
  expect(namespaceSeen(yamlMesh(""), "any")).toBe(true);
});

test("a service of a hidden namespace is visible to nobody", () => {
  const mesh = yamlMesh(selectors);
  const [service] = servicesNamed(mesh, "payment.hidden.svc.cluster.local");
  expect(service && serviceVisible(mesh, service, "hidden")).toBe(false);
});
