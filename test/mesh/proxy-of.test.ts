import { expect, test } from "vitest";
import { proxyOf } from "../../src/mesh/proxy-of.ts";
import { first, yamlMesh } from "./yaml-mesh.ts";

interface Facts {
  readonly labels?: object;
  readonly annotations?: object;
  readonly spec?: object;
  readonly status?: object;
  readonly namespace?: object;
}

const app = { name: "app" };
const proxy = { name: "istio-proxy" };
const image = "docker.io/istio/proxyv2:1.26.2-distroless";

function proxied({ labels = {}, annotations = {}, spec = {}, status = {}, namespace = {} }: Facts) {
  const pod = {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "x", namespace: "shop", labels, annotations },
    spec: { containers: [app], ...spec },
    status,
  };
  const owner = { apiVersion: "v1", kind: "Namespace", metadata: { name: "shop", labels: namespace } };
  const mesh = yamlMesh(`${JSON.stringify(pod)}\n---\n${JSON.stringify(owner)}`);
  return proxyOf(mesh, first(mesh, "Pod"));
}

const status = { "sidecar.istio.io/status": "{}" };

test.each<[string, Facts, string]>([
  ["no proxy container", {}, "none"],
  ["a classic sidecar", { spec: { containers: [app, proxy] } }, "sidecar"],
  ["a native sidecar", { spec: { initContainers: [{ ...proxy, restartPolicy: "Always" }] } }, "sidecar"],
  ["an init container that ends", { spec: { initContainers: [proxy] } }, "none"],
  ["an injected pod without other containers", { annotations: status, spec: { containers: [proxy] } }, "sidecar"],
  ["arguments: sidecar, alone", { spec: { containers: [{ ...proxy, args: ["proxy", "sidecar"] }] } }, "sidecar"],
  ["arguments: router", { spec: { containers: [{ ...proxy, args: ["proxy", "router"] }] } }, "gateway"],
  [
    "arguments: router, beside another",
    { spec: { containers: [app, { ...proxy, args: ["proxy", "router"] }] } },
    "gateway",
  ],
  ["arguments: waypoint", { spec: { containers: [{ ...proxy, args: ["proxy", "waypoint"] }] } }, "waypoint"],
  ["arguments: ztunnel", { spec: { containers: [{ ...proxy, args: ["proxy", "ztunnel"] }] } }, "none"],
  ["label: ztunnel", { labels: { app: "ztunnel" }, spec: { containers: [proxy] } }, "none"],
  [
    "template: gateway",
    { annotations: { ...status, "inject.istio.io/templates": "gateway" }, spec: { containers: [proxy] } },
    "gateway",
  ],
  [
    "template: sidecar",
    { annotations: { ...status, "inject.istio.io/templates": "sidecar,own" }, spec: { containers: [app, proxy] } },
    "sidecar",
  ],
  [
    "template: grpc-agent",
    { annotations: { "inject.istio.io/templates": "grpc-agent" }, spec: { containers: [app, proxy] } },
    "unknown",
  ],
  [
    "label: gateway-name",
    { labels: { "gateway.networking.k8s.io/gateway-name": "gw" }, spec: { containers: [proxy] } },
    "gateway",
  ],
  ["label: gateway-name, old", { labels: { "istio.io/gateway-name": "gw" }, spec: { containers: [proxy] } }, "gateway"],
  [
    "label: managed by the mesh controller",
    {
      labels: {
        "gateway.istio.io/managed": "istio.io-mesh-controller",
        "gateway.networking.k8s.io/gateway-name": "wp",
      },
      spec: { containers: [proxy] },
    },
    "waypoint",
  ],
  ["nothing but a proxy, not injected", { spec: { containers: [proxy] } }, "gateway"],
  ["pod label: ambient", { labels: { "istio.io/dataplane-mode": "ambient" } }, "ambient"],
  ["namespace label: ambient", { namespace: { "istio.io/dataplane-mode": "ambient" } }, "ambient"],
  [
    "namespace: ambient, pod: none",
    { namespace: { "istio.io/dataplane-mode": "ambient" }, labels: { "istio.io/dataplane-mode": "none" } },
    "none",
  ],
  [
    "namespace: ambient, host network",
    { namespace: { "istio.io/dataplane-mode": "ambient" }, spec: { hostNetwork: true, containers: [app] } },
    "none",
  ],
  [
    "namespace: ambient, sidecar",
    { namespace: { "istio.io/dataplane-mode": "ambient" }, annotations: status, spec: { containers: [app, proxy] } },
    "sidecar",
  ],
  [
    "namespace: ambient, sidecar status",
    { namespace: { "istio.io/dataplane-mode": "ambient" }, annotations: status },
    "none",
  ],
  ["redirected", { annotations: { "ambient.istio.io/redirection": "enabled" } }, "ambient"],
])("proxyOf() with %s", (_, facts, kind) => {
  const found = proxied(facts);
  expect(found.kind).toBe(kind);
  expect(found.because).not.toEqual([]);
});

test("proxyOf() reads the version from the image", () => {
  expect(proxied({ spec: { containers: [app, { ...proxy, image }] } }).version).toBe("1.26.2");
});

test.each<[string, object, boolean | undefined]>([
  ["running", { running: {} }, undefined],
  ["waiting", { waiting: { reason: "CrashLoopBackOff" } }, true],
  ["terminated", { terminated: { reason: "OOMKilled" } }, true],
])("proxyOf() of a proxy that is %s", (_, state, down) => {
  const containerStatuses = [{ name: "istio-proxy", ready: false, restartCount: 1, state }];
  expect(proxied({ spec: { containers: [app, proxy] }, status: { containerStatuses } }).down).toBe(down);
});

test("proxyOf() looks at a native sidecar's own status", () => {
  const initContainerStatuses = [{ name: "istio-proxy", ready: false, restartCount: 1, state: { waiting: {} } }];
  const spec = { initContainers: [{ ...proxy, restartPolicy: "Always" }] };
  expect(proxied({ spec, status: { initContainerStatuses } }).down).toBe(true);
});

test("proxyOf() counts a pod whose redirection is pending as down", () => {
  expect(proxied({ annotations: { "ambient.istio.io/redirection": "pending" } })).toMatchObject({
    kind: "ambient",
    down: true,
  });
});
