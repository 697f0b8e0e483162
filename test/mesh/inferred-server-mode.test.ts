import { expect, test } from "vitest";
import { inferredServerMode } from "../../src/mesh/inferred-server-mode.ts";
import { serviceStub } from "./registry-stubs.ts";
import { yamlMesh } from "./yaml-mesh.ts";

function policies(...lines: readonly string[]): ReturnType<typeof yamlMesh> {
  return yamlMesh(
    lines
      .map((line) => {
        const [namespace, mode, selector = "{}"] = line.split(" ");
        return `
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: { name: p, namespace: ${namespace} }
spec: { mtls: { mode: ${mode} }, selector: { matchLabels: ${selector} } }`;
      })
      .join("\n---"),
  );
}

test.each([
  ["nothing set", policies(), {}, true, "PERMISSIVE"],
  ["the mesh's", policies("istio-system STRICT"), {}, true, "STRICT"],
  ["the namespace's", policies("istio-system STRICT", "shop DISABLE"), {}, true, "DISABLE"],
  ["a workload's does not count", policies('shop STRICT {"app":"payment"}'), {}, true, "PERMISSIVE"],
  ["an outside host", policies("shop STRICT"), { meshExternal: true }, true, "UNKNOWN"],
  ["headless with sidecars", policies("shop STRICT"), { resolution: "original" }, true, "STRICT"],
  ["headless with a bare endpoint, or none", policies("shop STRICT"), { resolution: "original" }, false, "DISABLE"],
  ["ClusterIP with a bare endpoint", policies("shop STRICT"), {}, false, "STRICT"],
] as const)("%s", (_, mesh, service, endpointsHaveSidecars, mode) => {
  expect(inferredServerMode(mesh, serviceStub(service), { endpointsHaveSidecars }).mode).toBe(mode);
});

test("load balancing PASSTHROUGH counts as headless, and is to blame", () => {
  const passthrough = {
    ref: { apiVersion: "networking.istio.io/v1", kind: "DestinationRule", namespace: "shop", name: "pay" },
    path: "spec.trafficPolicy.loadBalancer",
  };
  const inferred = inferredServerMode(policies(), serviceStub(), { endpointsHaveSidecars: false, passthrough });
  expect(inferred).toMatchObject({ mode: "DISABLE", spot: passthrough });
});
