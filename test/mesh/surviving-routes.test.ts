import { describe, expect, test } from "vitest";
import { mergedGatewayRoutes, mergedWaypointRoutes } from "../../src/mesh/merged-routes.ts";
import { type Surroundings, survivingHttpRoutes } from "../../src/mesh/surviving-routes.ts";
import type { Mesh } from "../../src/model/mesh.ts";
import type { HttpMatchRequest } from "../../src/model/resources/virtual-service.ts";
import { first, yamlMesh } from "./yaml-mesh.ts";

const surroundings: Surroundings = {
  view: { kind: "sidecar", namespace: "shop", labels: { app: "checkout", version: "v1" } },
  port: 80,
  gateway: "mesh",
};

type Entry = readonly HttpMatchRequest[] | undefined;

function meshOf(entries: readonly Entry[], name = "vs", gateways?: readonly string[]): Mesh {
  return yamlMesh(text(entries, name, gateways));
}

function text(entries: readonly Entry[], name: string, gateways?: readonly string[]): string {
  return JSON.stringify({
    apiVersion: "networking.istio.io/v1",
    kind: "VirtualService",
    metadata: { name, namespace: "bank" },
    spec: {
      hosts: ["payment"],
      ...(gateways && { gateways }),
      http: entries.map((match) => ({ ...(match && { match }), route: [{ destination: { host: "payment" } }] })),
    },
  });
}

function survivors(
  entries: readonly Entry[],
  given: Partial<Surroundings> = {},
): { kept: string[]; dropped: string[] } {
  const mesh = meshOf(entries);
  const { routes, dropped } = survivingHttpRoutes(mesh, first(mesh, "VirtualService"), { ...surroundings, ...given });
  return {
    kept: routes.map(({ entry, match }) => (match?.spot ?? entry.spot).path.replace("spec.", "")),
    dropped: dropped.map(({ reason, path }) => `${reason} ${path.replace("spec.", "")}`),
  };
}

const exact = { uri: { exact: "/a" } };

describe("what is left out beforehand", () => {
  test.each<[string, HttpMatchRequest, string | undefined]>([
    ["the port dialled", { port: 80 }, undefined],
    ["another port", { port: 8080 }, "port"],
    ["port zero is none", { port: 0 }, undefined],
    ["all labels of the client", { sourceLabels: { app: "checkout", version: "v1" } }, undefined],
    ["a label the client lacks", { sourceLabels: { app: "checkout", team: "a" } }, "sourceLabels"],
    ["the client's namespace", { sourceNamespace: "shop" }, undefined],
    ["another namespace", { sourceNamespace: "bank" }, "sourceNamespace"],
    ["the mesh among the gateways", { gateways: ["edge", "mesh"] }, undefined],
    ["other gateways", { gateways: ["edge"] }, "gateways"],
    [
      "gateways switch off labels and namespace",
      { gateways: ["mesh"], sourceLabels: { a: "b" }, sourceNamespace: "x" },
      undefined,
    ],
    ["gateways do not switch off the port", { gateways: ["mesh"], port: 1 }, "port"],
    [
      "labels do not make up for the namespace",
      { sourceLabels: { app: "checkout" }, sourceNamespace: "x" },
      "sourceNamespace",
    ],
  ])("%s", (_, match, field) => {
    const reasons: Record<string, string> = { sourceLabels: "selector", sourceNamespace: "namespace" };
    const { kept, dropped } = survivors([[{ ...exact, ...match }]]);
    expect(kept).toEqual(field === undefined ? ["http[0].match[0]"] : []);
    expect(dropped).toEqual(field === undefined ? [] : [`${reasons[field] ?? field} http[0].match[0].${field}`]);
  });

  test("at a gateway its own name counts, written short or long", () => {
    const at = { gateway: "bank/edge" };
    expect(survivors([[{ ...exact, gateways: ["edge"] }]], at).kept).toHaveLength(1);
    expect(survivors([[{ ...exact, gateways: ["bank/edge"] }]], at).kept).toHaveLength(1);
    expect(survivors([[{ ...exact, gateways: ["mesh"] }]], at).kept).toHaveLength(0);
  });

  test("a waypoint knows no client: labels never match, its own namespace is compared", () => {
    const view = { kind: "waypoint", namespace: "bank", labels: { app: "checkout" } } as const;
    expect(survivors([[{ ...exact, sourceLabels: { app: "checkout" } }]], { view }).dropped).toEqual([
      "selector http[0].match[0].sourceLabels",
    ]);
    expect(survivors([[{ ...exact, sourceNamespace: "bank" }]], { view }).kept).toHaveLength(1);
  });
});

describe("what takes every request ends the list", () => {
  test.each<[string, Entry, boolean]>([
    ["no match", undefined, true],
    ["an empty list of matches", [], true],
    ["an empty match", [{}], true],
    ["prefix /", [{ uri: { prefix: "/" } }], true],
    ["regex .*", [{ uri: { regex: ".*" } }], true],
    ["an empty uri", [{ uri: {} }], true],
    ["prefix / for this port", [{ uri: { prefix: "/" }, port: 80 }], true],
    ["prefix /a", [{ uri: { prefix: "/a" } }], false],
    ["regex /.*", [{ uri: { regex: "/.*" } }], false],
    ["prefix / with a header", [{ uri: { prefix: "/" }, headers: { a: {} } }], false],
    ["prefix / without a header", [{ uri: { prefix: "/" }, withoutHeaders: { a: {} } }], false],
    ["prefix / with a parameter", [{ uri: { prefix: "/" }, queryParams: { a: {} } }], false],
    ["prefix / with a method", [{ uri: { prefix: "/" }, method: { exact: "GET" } }], false],
    ["prefix / with an authority", [{ authority: { exact: "a" } }], false],
    ["prefix / with a scheme", [{ scheme: { exact: "http" } }], false],
  ])("%s: %s", (_, entry, ends) => {
    expect(survivors([entry, [exact]]).dropped).toEqual(ends ? ["overridden http[1]"] : []);
  });

  test("a catch-all that is left out ends nothing", () => {
    expect(survivors([[{ port: 1 }], [exact]])).toEqual({
      kept: ["http[1].match[0]"],
      dropped: ["port http[0].match[0].port"],
    });
  });

  test("it ends its own entry too", () => {
    expect(survivors([[exact, {}, exact], [exact]])).toEqual({
      kept: ["http[0].match[0]", "http[0].match[1]"],
      dropped: ["overridden http[0].match[2]", "overridden http[1]"],
    });
  });
});

describe("several VirtualServices together", () => {
  const texts = [
    text([[exact], undefined], "a", ["edge/gw"]),
    text([[{ uri: { exact: "/b" } }], [{}]], "b", ["edge/gw"]),
  ];
  const mesh = yamlMesh(texts.join("\n---\n"));
  const services = mesh.all("VirtualService");
  const spots = (routes: ReturnType<typeof mergedWaypointRoutes>["routes"]): string[] =>
    routes.map(({ entry, match }) => `${entry.spot.ref.name} ${(match?.spot ?? entry.spot).path.replace("spec.", "")}`);

  test("a gateway puts what takes every request last", () => {
    const server = { port: { number: 80 }, hosts: ["*"] };
    const at = {
      ref: { apiVersion: "", kind: "Gateway", namespace: "edge", name: "gw" },
      path: "spec.servers[0]",
      gateway: "edge/gw",
      server,
      form: "http",
      port: 8080,
      hosts: ["*"],
      routeName: "http.80",
    } as const;
    const bindings = services.map((virtualService) => ({ virtualService, server: at }));
    expect(spots(mergedGatewayRoutes(mesh, bindings, { ...surroundings.view, kind: "gateway" }).routes)).toEqual([
      "a http[0].match[0]",
      "b http[0].match[0]",
      "a http[1]",
      "b http[1].match[0]",
    ]);
  });

  test("a waypoint leaves them as they come", () => {
    const found = mergedWaypointRoutes(mesh, services, surroundings);
    expect(spots(found.routes)).toEqual([
      "a http[0].match[0]",
      "a http[1]",
      "b http[0].match[0]",
      "b http[1].match[0]",
    ]);
  });
});
