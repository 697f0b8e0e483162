/** A copy of the mesh after a change: what is written, and what controllers make of it. */
import { describe, expect, test } from "vitest";
import { applyChanges } from "../../src/diagnose/apply-changes.ts";
import { endpointsOf } from "../../src/mesh/endpoints.ts";
import { portOf, servicesNamed } from "../../src/mesh/registry.ts";
import { workloadOf } from "../../src/mesh/workloads.ts";
import type { Change, PatchOperation } from "../../src/model/fix.ts";
import type { Mesh } from "../../src/model/mesh.ts";
import type { Ref } from "../../src/model/ref.ts";
import { type Given, manifest, without } from "../support/manifests.ts";
import { paymentV1, paymentV2 } from "../support/small-mesh.ts";
import { meshWith } from "../support/walk.ts";

const service: Ref = { apiVersion: "v1", kind: "Service", namespace: "shop", name: "payment" };
const deployment: Ref = { apiVersion: "apps/v1", kind: "Deployment", namespace: "shop", name: "payment" };
const namespaceTools: Ref = { apiVersion: "v1", kind: "Namespace", namespace: "", name: "tools" };

const slices =
  "{ apiVersion: discovery.k8s.io/v1, kind: EndpointSlice, metadata: { name: payment-1, namespace: shop, labels: { kubernetes.io/service-name: payment } }, addressType: IPv4, endpoints: [{ addresses: [10.0.2.1], conditions: { ready: true }, targetRef: { kind: Pod, name: payment-1 } }], ports: [{ name: http, port: 8080 }] }";

function patch(ref: Ref, ...operations: readonly PatchOperation[]): Change {
  return { kind: "patch", ref, patch: operations };
}

function apply(
  changes: readonly Change[],
  given: readonly Given[] = [],
  restarts: Parameters<typeof applyChanges>[2] = [],
): Mesh {
  const mesh = applyChanges(meshWith(given), changes, restarts);
  if (mesh === undefined) throw new Error("Cannot apply: a change does not fit");
  return mesh;
}

/** `10.0.2.1 ready`, for payment's port 8080. */
function endpoints(mesh: Mesh): readonly string[] {
  const [found] = servicesNamed(mesh, "payment.shop.svc.cluster.local");
  const port = found === undefined ? undefined : portOf(found, 8080);
  if (found === undefined || port === undefined) return [];
  return endpointsOf(mesh, found, port).endpoints.map(
    ({ address, ready, port: number }) => `${address}:${number}${ready ? "" : " unready"}`,
  );
}

function proxies(mesh: Mesh, namespace: string): readonly string[] {
  return mesh.list("Pod", namespace).map((pod) => `${pod.metadata.name} ${workloadOf(mesh, pod).proxy.kind}`);
}

describe("a change", () => {
  test("is written", () => {
    const change = patch(
      service,
      { op: "test", path: "/spec/ports/0/port", value: 8080 },
      { op: "replace", path: "/spec/ports/0/port", value: 8081 },
    );
    expect(apply([change]).get("Service", "shop", "payment")?.spec.ports[0]?.port).toBe(8081);
  });

  test("leaves the mesh that it was made from as it is", () => {
    const before = meshWith([]);
    applyChanges(before, [{ kind: "delete", ref: service }]);
    expect(before.get("Service", "shop", "payment")).toBeDefined();
  });

  test("does not apply where the old value is another", () => {
    const change = patch(
      service,
      { op: "test", path: "/spec/ports/0/port", value: 1 },
      { op: "replace", path: "/spec/ports/0/port", value: 2 },
    );
    expect(applyChanges(meshWith([]), [change])).toBeUndefined();
  });

  test("does not apply where the object is not there", () => {
    expect(
      applyChanges(meshWith([]), [patch({ ...service, name: "nobody" }, { op: "add", path: "/spec/x", value: 1 })]),
    ).toBeUndefined();
  });

  test("does not apply where it makes an object that is none", () => {
    expect(
      applyChanges(meshWith([]), [patch(service, { op: "replace", path: "/spec/ports", value: "none" })]),
    ).toBeUndefined();
  });

  test("to a kind that is not read does not apply", () => {
    expect(
      applyChanges(meshWith([]), [{ kind: "delete", ref: { ...service, apiVersion: "x/v1", kind: "Thing" } }]),
    ).toBeUndefined();
  });

  test("may make an object, or take one away", () => {
    const ref: Ref = { apiVersion: "security.istio.io/v1", kind: "PeerAuthentication", namespace: "shop", name: "new" };
    const object = {
      apiVersion: ref.apiVersion,
      kind: ref.kind,
      metadata: { name: "new", namespace: "shop" },
      spec: { mtls: { mode: "STRICT" } },
    };
    const mesh = apply([
      { kind: "create", ref, object },
      { kind: "delete", ref: service },
    ]);
    expect(mesh.get("PeerAuthentication", "shop", "new")?.spec.mtls?.mode).toBe("STRICT");
    expect(mesh.get("Service", "shop", "payment")).toBeUndefined();
  });

  test("builds on the one before it", () => {
    const first = patch(service, { op: "replace", path: "/spec/ports/0/port", value: 1 });
    const second = patch(
      service,
      { op: "test", path: "/spec/ports/0/port", value: 1 },
      { op: "replace", path: "/spec/ports/1/port", value: 2 },
    );
    expect(
      apply([first, second])
        .get("Service", "shop", "payment")
        ?.spec.ports.slice(0, 2)
        .map(({ port }) => port),
    ).toEqual([1, 2]);
  });
});

describe("a Service's new selector", () => {
  const select = (labels: Readonly<Record<string, string>>) =>
    patch(service, { op: "replace", path: "/spec/selector", value: labels });
  test("finds other pods", () => {
    expect(endpoints(apply([select({ version: "v2" })]))).toEqual(["10.0.2.2:8080"]);
  });

  test("makes new EndpointSlices where there are any", () => {
    expect(endpoints(meshWith([slices]))).toEqual(["10.0.2.1:8080"]);
    expect(endpoints(apply([select({ app: "payment" })], [slices]))).toEqual(["10.0.2.1:8080", "10.0.2.2:8080"]);
    expect(endpoints(apply([select({ app: "nobody" })], [slices]))).toEqual([]);
  });

  test("leaves the EndpointSlices of other Services alone", () => {
    const change = patch(
      { ...service, name: "orders" },
      { op: "replace", path: "/spec/selector", value: { app: "x" } },
    );
    expect(endpoints(apply([change], [slices]))).toEqual(["10.0.2.1:8080"]);
  });
});

describe("a controller's new template", () => {
  const label = (key: string, value: string) =>
    patch(deployment, { op: "add", path: `/spec/template/metadata/labels/${key.replaceAll("/", "~1")}`, value });

  test("makes its pods anew, each at its old address", () => {
    const mesh = apply([label("tier", "x")]);
    expect(
      mesh
        .list("Pod", "shop")
        .filter(({ metadata }) => metadata.labels.tier === "x")
        .map(({ status }) => status.podIP),
    ).toEqual(["10.0.2.1", "10.0.2.2"]);
  });

  test("injects them as the webhooks would now", () => {
    expect(proxies(apply([label("tier", "x")]), "shop")).toContain("payment-1 sidecar");
    expect(proxies(apply([label("sidecar.istio.io/inject", "false")]), "shop")).toContain("payment-1 none");
  });

  test("takes them out of Services that no longer select them", () => {
    expect(endpoints(apply([label("app", "other")], [slices]))).toEqual([]);
  });

  test("makes them ready", () => {
    const unready = {
      ...paymentV1,
      status: { phase: "Running", podIP: "10.0.2.1", conditions: [{ type: "Ready", status: "False" }] },
    };
    expect(endpoints(meshWith([unready, without(paymentV2)]))).toEqual(["10.0.2.1:8080 unready"]);
    expect(endpoints(apply([label("tier", "x"), label("app", "payment")], [unready, without(paymentV2)]))).toEqual([
      "10.0.2.1:8080",
    ]);
  });

  test("makes as many as it asks for", () => {
    const scale = (replicas: number) => patch(deployment, { op: "add", path: "/spec/replicas", value: replicas });
    expect(endpoints(apply([scale(1)]))).toEqual(["10.0.2.1:8080"]);
    expect(endpoints(apply([scale(3)], [without(paymentV1), without(paymentV2)]))).toHaveLength(3);
    expect(endpoints(apply([scale(0)]))).toEqual([]);
  });
});

describe("a Namespace's new label", () => {
  const change = patch(namespaceTools, {
    op: "add",
    path: "/metadata/labels",
    value: { "istio-injection": "enabled" },
  });
  const restart = { kind: "Deployment", namespace: "tools", name: "bare" };

  test("changes no pod that runs", () => {
    expect(proxies(apply([change]), "tools")).toEqual(["bare-1 none"]);
  });

  test("has pods injected that are restarted after it", () => {
    expect(proxies(apply([change], [], [restart]), "tools")).toEqual(["bare-1 sidecar"]);
  });

  test("changes nothing for a restart before it", () => {
    expect(proxies(apply([], [], [restart]), "tools")).toEqual(["bare-1 none"]);
  });

  test("does not reach pods that opt out", () => {
    const optedOut = manifest(
      "Deployment tools/bare",
      "selector: { matchLabels: { app: bare } }, template: { metadata: { labels: { app: bare, sidecar.istio.io/inject: 'false' } }, spec: { containers: [] } }",
    );
    expect(proxies(apply([change], [optedOut], [restart]), "tools")).toEqual(["bare-1 none"]);
  });
});
