import { describe, expect, it } from "vitest";
import { correctMatch } from "../../src/checks/virtual-service/correct-match.ts";
import { nearestMiss } from "../../src/checks/virtual-service/nearest-miss.ts";
import type { RouteMiss } from "../../src/model/cause.ts";
import type { Ref } from "../../src/model/ref.ts";
import { yamlMesh } from "../mesh/yaml-mesh.ts";

const ref: Ref = {
  apiVersion: "networking.istio.io/v1",
  kind: "VirtualService",
  namespace: "shop",
  name: "payment",
};

function miss(index: number, ...unmet: readonly (readonly [member: string, wanted: string, got: string])[]): RouteMiss {
  const path = `spec.http[${index}].match[0]`;
  return {
    spot: { ref, path },
    unmet: unmet.map(([member, wanted, got]) => ({ path: `${path}.${member}`, wanted, got })),
  };
}

const exact = (wanted: string, got: string) => ["uri.exact", `exact ${wanted}`, got] as const;
const prefix = (wanted: string, got: string) => ["uri.prefix", `prefix ${wanted}`, got] as const;
const regex = (wanted: string, got: string) => ["uri.regex", `regex ${wanted}`, got] as const;

describe("nearestMiss()", () => {
  it.each([
    ["an exact match that the path goes on behind", exact("/charge", "/charge/42")],
    ["a prefix with a slash too many", prefix("/charge/", "/charge")],
    ["another letter case", prefix("/Charge", "/charge/42")],
    ["a misspelt path", exact("/chrage", "/charge")],
    ["a misspelt path that goes on", prefix("/chrage", "/charge/42/items")],
    ["a regex of a part of the path", regex("/charge/[0-9]+", "/v1/charge/42")],
    ["a header value with a slip", ['headers["x-env"].exact', "exact staging", "stagign"] as const],
  ])("finds %s", (_, unmet) => {
    expect(nearestMiss([miss(0, unmet)])).toMatchObject({
      ref,
      path: `spec.http[0].match[0].${unmet[0]}`,
      got: unmet[2],
    });
  });

  it.each([
    ["another path", exact("/charge", "/health")],
    ["everything", prefix("/", "no path")],
    ["a regex of which nothing is there", regex("/admin/.*", "/charge")],
    ["a regex too short to tell", regex("/a.*b", "/ab")],
    ["a header that is not there", ["headers.canary", "present", "(absent)"] as const],
    ["a header that must not be there", ["withoutHeaders.canary.exact", "not exact true", "true"] as const],
  ])("does not find %s", (_, unmet) => {
    expect(nearestMiss([miss(0, unmet)])).toBeUndefined();
  });

  it("does not choose between two, and does not look at a match with two unmet conditions", () => {
    const near = exact("/charge", "/charge/42");
    const method = ["method.exact", "exact POST", "GET"] as const;
    expect(nearestMiss([miss(0, near), miss(1, near)])).toBeUndefined();
    expect(nearestMiss([miss(0, near, method)])).toBeUndefined();
    expect(nearestMiss([miss(0, near, method), miss(1, near)])?.path).toBe("spec.http[1].match[0].uri.exact");
    expect(nearestMiss([])).toBeUndefined();
  });
});

describe("correctMatch()", () => {
  it.each([
    ["{ exact: /charge }", exact("/charge", "/charge/42"), { prefix: "/charge" }],
    ["{ prefix: /charge/ }", prefix("/charge/", "/charge"), { prefix: "/charge" }],
    ["{ exact: /chrage }", exact("/chrage", "/charge"), { exact: "/charge" }],
    ["{ prefix: /chrage }", prefix("/chrage", "/charge/42"), { prefix: "/charge" }],
    ['{ regex: "^/charge/[0-9]+$" }', regex("^/charge/[0-9]+$", "/v1/charge/4"), { regex: ".*/charge/[0-9]+.*" }],
    ['{ regex: ".*/charge" }', regex(".*/charge", "/v1/charge/4"), { regex: ".*/charge.*" }],
  ])("of %s", (uri, unmet, value) => {
    expect(patchOf(uri, unmet)).toEqual([
      { op: "test", path: "/spec/http/0/match/0/uri", value: expect.anything() },
      { op: "replace", path: "/spec/http/0/match/0/uri", value },
    ]);
  });

  it("of another letter case switches the case off", () => {
    expect(patchOf("{ prefix: /Charge }", prefix("/Charge", "/charge"))?.at(-1)).toEqual({
      op: "add",
      path: "/spec/http/0/match/0/ignoreUriCase",
      value: true,
    });
  });

  it("of a field that is not there makes nothing", () => {
    expect(correctMatch(nearOf(exact("/charge", "/charge/42")), yamlMesh(""))).toEqual([]);
  });

  function patchOf(uri: string, unmet: readonly [string, string, string]) {
    const mesh = yamlMesh(`
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payment, namespace: shop }
spec: { hosts: [payment], http: [{ match: [{ uri: ${uri} }], route: [{ destination: { host: payment } }] }] }
`);
    const [change] = correctMatch(nearOf(unmet), mesh)[0]?.changes ?? [];
    return change?.kind === "patch" ? change.patch : undefined;
  }

  function nearOf(unmet: readonly [string, string, string]) {
    const near = nearestMiss([miss(0, unmet)]);
    if (near === undefined) throw new Error("nothing is near");
    return near;
  }
});
