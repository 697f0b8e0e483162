import { applyPatch, type Operation } from "rfc6902";
import { describe, expect, it } from "vitest";
import { addMember } from "../../src/checks/change/add-member.ts";
import { appendValue } from "../../src/checks/change/append-value.ts";
import { removeValue } from "../../src/checks/change/remove-value.ts";
import { replaceValue } from "../../src/checks/change/replace-value.ts";
import { valueAt } from "../../src/checks/value-at.ts";
import type { Change } from "../../src/model/fix.ts";
import type { Ref } from "../../src/model/ref.ts";
import { yamlMesh } from "../mesh/yaml-mesh.ts";

const ref: Ref = { apiVersion: "v1", kind: "Service", namespace: "shop", name: "payment" };

function service(): Record<string, unknown> {
  return { metadata: { name: "payment", labels: { "team/of": "pay" } }, spec: { ports: [{ port: 80 }], kept: 1 } };
}

/** The object after the change, and what did not apply. */
function made(change: Change, object = service()): { readonly object: unknown; readonly troubles: number } {
  if (change.kind !== "patch") throw new Error("no patch");
  const errors = applyPatch(object, change.patch as Operation[]);
  return { object, troubles: errors.filter((error) => error !== null).length };
}

describe("changes", () => {
  const spot = { ref, path: "spec.ports[0].port" };
  const cases = [
    ["replaceValue()", replaceValue(spot, 80, 8080), { ports: [{ port: 8080 }], kept: 1 }],
    ["removeValue()", removeValue({ ref, path: "spec.kept" }, 1), { ports: [{ port: 80 }] }],
    [
      "appendValue()",
      appendValue({ ref, path: "spec.ports" }, [{ port: 80 }], { port: 81 }),
      { ports: [{ port: 80 }, { port: 81 }], kept: 1 },
    ],
    [
      "addMember()",
      addMember({ ref, path: "spec.new" }, [2], { path: "spec.kept", value: 1 }),
      { ports: [{ port: 80 }], kept: 1, new: [2] },
    ],
  ] as const;

  it.each(cases)("%s makes the change", (_, change, spec) => {
    expect(made(change)).toMatchObject({ object: { spec }, troubles: 0 });
    expect(change).toMatchObject({ kind: "patch", ref });
  });

  it.each(cases)("%s begins with a test of what was there", (_, change) => {
    const other = { ...service(), spec: { ports: [{ port: 1 }], kept: 2 } };
    expect(made(change, other).troubles).toBeGreaterThan(0);
    expect(change.kind === "patch" && change.patch[0]?.op).toBe("test");
  });

  it("reach keys with slashes and dots", () => {
    const label = { ref, path: 'metadata.labels["team/of"]' };
    expect(made(replaceValue(label, "pay", "bank"))).toMatchObject({
      object: { metadata: { labels: { "team/of": "bank" } } },
      troubles: 0,
    });
  });
});

describe("valueAt()", () => {
  const mesh = yamlMesh(`
apiVersion: v1
kind: Service
metadata: { name: payment, namespace: shop, labels: { "team/of": pay } }
spec: { ports: [{ port: 80 }, { port: 81, name: admin }] }
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: public, namespace: shop }
spec: { servers: [{ port: { number: 80 }, hosts: ["*"] }] }
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: public, namespace: shop }
spec: { gatewayClassName: istio }
`);

  it.each([
    ["spec.ports[1].name", "admin"],
    ["spec.ports", [{ port: 80 }, { port: 81, name: "admin" }]],
    ['metadata.labels["team/of"]', "pay"],
    ["spec.ports[2].name", undefined],
    ["spec.type.nothing", undefined],
  ])("reads %s", (path, value) => {
    expect(valueAt(mesh, { ref, path })).toEqual(value);
  });

  it("knows nothing of an object that was not read", () => {
    expect(valueAt(mesh, { ref: { ...ref, name: "other" }, path: "spec.ports" })).toBeUndefined();
  });

  it("tells the Gateways of Istio and of the Gateway API apart", () => {
    const gateway = { kind: "Gateway", namespace: "shop", name: "public" };
    const ours = { ...gateway, apiVersion: "networking.istio.io/v1" };
    const theirs = { ...gateway, apiVersion: "gateway.networking.k8s.io/v1" };
    expect(valueAt(mesh, { ref: ours, path: "spec.servers[0].hosts" })).toEqual(["*"]);
    expect(valueAt(mesh, { ref: theirs, path: "spec.gatewayClassName" })).toBe("istio");
  });
});
