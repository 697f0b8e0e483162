import { describe, expect, test } from "vitest";
import { accessLogging } from "../../src/mesh/access-logging.ts";
import { createMesh } from "../../src/mesh/create-mesh.ts";
import type { Gap } from "../../src/model/snapshot.ts";
import { objectsIn, snapshotOf } from "../support/snapshot.ts";

const payment = { namespace: "shop", labels: { app: "payment" } };
const on = "[{ providers: [{ name: envoy }] }]";
const off = "[{ disabled: true }]";

describe("access logging of a workload", () => {
  test.each([
    { of: "a mesh that says nothing", mesh: "", telemetry: [], expected: false },
    { of: "a mesh with accessLogFile", mesh: "accessLogFile: /dev/stdout", telemetry: [], expected: true },
    {
      of: "a mesh with a default provider",
      mesh: "defaultProviders: { accessLogging: [envoy] }",
      telemetry: [],
      expected: true,
    },
    { of: "a Telemetry of the root namespace", mesh: "", telemetry: [["istio-system", "", on]], expected: true },
    { of: "a Telemetry of its namespace", mesh: "", telemetry: [["shop", "", on]], expected: true },
    { of: "a Telemetry of another namespace", mesh: "", telemetry: [["other", "", on]], expected: false },
    { of: "a Telemetry that selects it", mesh: "", telemetry: [["shop", "app: payment", on]], expected: true },
    { of: "a Telemetry that selects another", mesh: "", telemetry: [["shop", "app: cart", on]], expected: false },
    {
      of: "a namespace that switches off what the root namespace turned on",
      mesh: "",
      telemetry: [
        ["istio-system", "", on],
        ["shop", "", off],
      ],
      expected: false,
    },
    {
      of: "a namespace that switches off accessLogFile",
      mesh: "accessLogFile: /dev/stdout",
      telemetry: [["shop", "", off]],
      expected: false,
    },
    {
      of: "a workload that turns on what its namespace switched off",
      mesh: "",
      telemetry: [
        ["shop", "", off],
        ["shop", "app: payment", on],
      ],
      expected: true,
    },
    {
      of: "a Telemetry for callers only",
      mesh: "",
      telemetry: [["shop", "", "[{ match: { mode: CLIENT }, providers: [{ name: envoy }] }]"]],
      expected: false,
    },
    {
      of: "a Telemetry for servers only",
      mesh: "",
      telemetry: [["shop", "", "[{ match: { mode: SERVER }, providers: [{ name: envoy }] }]"]],
      expected: true,
    },
    {
      of: "a Telemetry about something else",
      mesh: "accessLogFile: x",
      telemetry: [["shop", "", "[]"]],
      expected: true,
    },
  ])("by $of: $expected", ({ mesh, telemetry, expected }) => {
    expect(accessLogging(meshWith(mesh, telemetry), payment, "SERVER")).toBe(expected);
  });

  test("is not known where the mesh's configuration was not read", () => {
    expect(accessLogging(createMesh(snapshotOf([])), payment, "SERVER")).toBeUndefined();
  });

  test("is not known where Telemetry could not be read", () => {
    const gap: Gap = { what: "Telemetries in shop", why: "forbidden", kind: "Telemetry", namespace: "shop" };
    expect(accessLogging(meshWith("", [], [gap]), payment, "SERVER")).toBeUndefined();
  });
});

function meshWith(config: string, telemetry: readonly (readonly string[])[], gaps: readonly Gap[] = []) {
  const objects = telemetry.map(
    ([namespace = "", labels = "", logging = ""], index) => `apiVersion: telemetry.istio.io/v1
kind: Telemetry
metadata: { name: t${index}, namespace: ${namespace}, creationTimestamp: "2026-11-10T09:00:0${index}Z" }
spec: { ${labels === "" ? "" : `selector: { matchLabels: { ${labels} } }, `}accessLogging: ${logging} }`,
  );
  const map = `apiVersion: v1
kind: ConfigMap
metadata: { name: istio, namespace: istio-system }
data: { mesh: "${config}" }`;
  const snapshot = snapshotOf(objectsIn([map, ...objects].join("\n---\n")));
  return createMesh({ ...snapshot, gaps });
}
