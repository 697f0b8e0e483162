import { describe, expect, test } from "vitest";
import type { RawObject } from "../../support/snapshot.ts";
import { entryOf, probes } from "./probes.ts";

const meshConfig = (text: string): RawObject => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name: "istio", namespace: "istio-system" },
  data: { mesh: text },
});
const telemetry = (name: string, namespace: string, spec: object): RawObject => ({
  apiVersion: "telemetry.istio.io/v1",
  kind: "Telemetry",
  metadata: { name, namespace },
  spec,
});
const payment = { matchLabels: { app: "payment" } };
const enabled = { accessLogging: [{ providers: [{ name: "envoy" }] }] };
const disabled = { accessLogging: [{ disabled: true }] };

describe("access logging", () => {
  test.each<[string, readonly RawObject[], string, RegExp]>([
    ["accessLogFile", [meshConfig("accessLogFile: /dev/stdout")], "well", /accessLogFile \/dev\/stdout/],
    ["a file in the pod", [meshConfig("accessLogFile: /tmp/log")], "warning", /cannot be read/],
    [
      "a default provider",
      [meshConfig("defaultProviders: {accessLogging: [envoy]}")],
      "well",
      /default provider envoy/,
    ],
    [
      "a Telemetry of the root namespace",
      [meshConfig("{}"), telemetry("all", "istio-system", enabled)],
      "well",
      /Telemetry istio-system\/all/,
    ],
    ["nothing", [meshConfig("{}")], "warning", /^off for the whole mesh$/],
    [
      "a Telemetry that switches it off",
      [meshConfig("accessLogFile: /dev/stdout"), telemetry("none", "istio-system", disabled)],
      "warning",
      /off for the whole mesh, by Telemetry istio-system\/none/,
    ],
    [
      "one that switches it off for some",
      [meshConfig("accessLogFile: /dev/stdout"), telemetry("quiet", "shop", { selector: payment, ...disabled })],
      "warning",
      /on for the whole mesh.*switched off for some by Telemetry shop\/quiet/,
    ],
    [
      "one of a workload",
      [meshConfig("{}"), telemetry("payment", "shop", { selector: payment, ...enabled })],
      "warning",
      /on for some workloads only, by Telemetry shop\/payment/,
    ],
  ])("with %s", (_, objects, condition, what) => {
    expect(entryOf(probes(objects), "access-log")).toMatchObject({ condition, what: expect.stringMatching(what) });
  });

  test("that is off is switched on for one workload alone, by what is printed", () => {
    const { command = "" } = entryOf(probes([meshConfig("{}")]), "access-log") ?? {};
    expect(command).toContain("selector: {matchLabels: {app: payment}}");
  });

  test("is not known where there are no settings, as without Istio, and nothing is switched on there", () => {
    const entry = entryOf(probes([]), "access-log");
    expect(entry).toMatchObject({
      condition: "warning",
      what: "whether it is on is not known: the mesh's settings were not found",
    });
    expect(entry?.command).toBeUndefined();
  });

  test("is not known where the settings could not be read", () => {
    const gaps = [{ what: "ConfigMap istio-system/istio", why: "403", kind: "ConfigMap" as const }];
    expect(entryOf(probes([], { gaps }), "access-log")?.what).toContain("not known");
  });
});
