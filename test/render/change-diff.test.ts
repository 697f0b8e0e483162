import { describe, expect, test } from "vitest";
import type { Change, PatchOperation } from "../../src/model/fix.ts";
import { changeDiff } from "../../src/render/change-diff.ts";
import { ref } from "./sample-diagnosis.ts";

const rule = ref("DestinationRule", "shop", "payment");

function patched(...patch: PatchOperation[]): string {
  return drawn({ kind: "patch", ref: rule, patch });
}

function drawn(change: Change): string {
  return changeDiff(change)
    .map(({ sign, text }) => `${sign} ${text}`)
    .join("\n");
}

describe("changeDiff()", () => {
  test("shows the tested value beside the one that replaces it", () => {
    expect(
      patched(
        { op: "test", path: "/spec/trafficPolicy/tls/mode", value: "DISABLE" },
        { op: "replace", path: "/spec/trafficPolicy/tls/mode", value: "ISTIO_MUTUAL" },
      ),
    ).toBe(`  DestinationRule shop/payment
    spec.trafficPolicy.tls:
-     mode: DISABLE
+     mode: ISTIO_MUTUAL`);
  });

  test("finds the old value inside of what was tested", () => {
    expect(
      patched(
        { op: "test", path: "/spec/subsets", value: [{ name: "v1", labels: { version: "1" } }] },
        { op: "replace", path: "/spec/subsets/0/labels/version", value: "v1" },
      ),
    ).toBe(`  DestinationRule shop/payment
    spec.subsets[0].labels:
-     version: "1"
+     version: v1`);
  });

  test("takes nothing away where a list gains an item", () => {
    expect(
      patched(
        { op: "test", path: "/spec/exportTo/0", value: "." },
        { op: "add", path: "/spec/exportTo/0", value: "*" },
      ),
    ).toBe(`  DestinationRule shop/payment
    spec.exportTo:
+     - "*"`);
  });

  test("shows of two big values only what differs", () => {
    const value = (mode: string) => ({ tls: { mode }, loadBalancer: { simple: "RANDOM" } });
    expect(
      patched(
        { op: "test", path: "/spec/trafficPolicy", value: value("DISABLE") },
        { op: "replace", path: "/spec/trafficPolicy", value: value("ISTIO_MUTUAL") },
      ),
    ).toBe(`  DestinationRule shop/payment
    spec:
      trafficPolicy:
        tls:
-         mode: DISABLE
+         mode: ISTIO_MUTUAL
        loadBalancer:
          simple: RANDOM`);
  });

  test("names the place once for neighbouring changes", () => {
    expect(
      patched(
        { op: "test", path: "/spec/http/0/route", value: [{ weight: 90 }, { weight: 10 }] },
        { op: "replace", path: "/spec/http/0/route/0/weight", value: 100 },
        { op: "remove", path: "/spec/http/0/route/1" },
      ),
    ).toBe(`  DestinationRule shop/payment
    spec.http[0].route[0]:
-     weight: 90
+     weight: 100
    spec.http[0].route:
-     - weight: 10`);
  });

  test("says so where the value that goes is not known", () => {
    expect(patched({ op: "remove", path: "/metadata/annotations/a.b~1c" })).toBe(`  DestinationRule shop/payment
    metadata.annotations:
-     a.b/c: …`);
    expect(patched({ op: "remove", path: "/spec/subsets/2" })).toContain("-     - … (item 2)");
  });

  test("takes a port for the key of a map where it is one", () => {
    const value = { mode: "STRICT" };
    expect(patched({ op: "add", path: "/spec/portLevelMtls/8080", value })).toBe(`  DestinationRule shop/payment
    spec.portLevelMtls:
+     "8080":
+       mode: STRICT`);
  });

  test("adds a field at the top without a place above it", () => {
    expect(patched({ op: "add", path: "/spec", value: {} })).toBe(`  DestinationRule shop/payment
+   spec: {}`);
  });

  test("shows a new object whole, and of a long one the beginning", () => {
    const object = { kind: "DestinationRule", spec: { host: "payment", subsets: [] } };
    expect(drawn({ kind: "create", ref: rule, object })).toBe(`  new DestinationRule shop/payment
+   kind: DestinationRule
+   spec:
+     host: payment
+     subsets: []`);
    const long = Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`key${index}`, index]));
    const rows = changeDiff({ kind: "create", ref: rule, object: long });
    expect(rows).toHaveLength(40);
    expect(rows.at(-1)?.text).toContain("22 more lines");
  });

  test("names an object that goes", () => {
    expect(drawn({ kind: "delete", ref: rule })).toBe("- DestinationRule shop/payment");
  });
});
