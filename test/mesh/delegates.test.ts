import { describe, expect, test } from "vitest";
import { type EffectiveRoutes, effectiveHttpRoutes } from "../../src/mesh/delegates.ts";
import { yamlMesh } from "./yaml-mesh.ts";

function routesOf(root: string, ...others: readonly string[]): EffectiveRoutes {
  const text = `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: root, namespace: shop }
spec: { hosts: [shop.example], gateways: [edge/gw, mesh], http: ${root} }`;
  const mesh = yamlMesh([text, ...others].join("\n---\n"));
  const found = mesh.get("VirtualService", "shop", "root");
  if (found === undefined) throw new Error("Cannot find the root");
  return effectiveHttpRoutes(mesh, found);
}

function delegate(place: string, http: string, more = ""): string {
  const [namespace, name] = place.split("/");
  return `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: ${name}, namespace: ${namespace} }
spec: { http: ${http}, ${more} }`;
}

const to = "route: [{ destination: { host: payment } }]";

describe("an entry that does not delegate", () => {
  test("stays, with hosts and gateways written out", () => {
    const { routes, vanished } = routesOf(`[{ match: [{ gateways: [gw, mesh] }], ${to}, mirror: { host: copy } }]`);
    expect(vanished).toEqual([]);
    expect(routes).toMatchObject([
      {
        spot: { ref: { name: "root" }, path: "spec.http[0]" },
        delegatedBy: undefined,
        matches: [{ match: { gateways: ["shop/gw", "mesh"] }, spot: { path: "spec.http[0].match[0]" } }],
        route: {
          route: [{ destination: { host: "payment.shop.svc.cluster.local" } }],
          mirror: { host: "copy.shop.svc.cluster.local" },
        },
      },
    ]);
  });
});

describe("an entry that delegates", () => {
  test("gives way to the delegate's entries, names being short for the delegate", () => {
    const { routes } = routesOf(
      `[{ delegate: { name: part, namespace: bank } }, { ${to} }]`,
      delegate("bank/part", `[{ match: [{ uri: { exact: /a } }], ${to} }, { ${to} }]`),
    );
    expect(routes.map(({ spot, delegatedBy }) => `${spot.ref.name} ${spot.path} by ${delegatedBy?.path}`)).toEqual([
      "part spec.http[0] by spec.http[0]",
      "part spec.http[1] by spec.http[0]",
      "root spec.http[1] by undefined",
    ]);
    expect(routes[0]?.route.route?.[0]?.destination.host).toBe("payment.bank.svc.cluster.local");
  });

  test("looks in its own namespace where it names none", () => {
    expect(routesOf("[{ delegate: { name: part } }]", delegate("shop/part", `[{ ${to} }]`)).routes).toHaveLength(1);
  });

  test("hands down what the delegate has none of, and joins names", () => {
    const { routes } = routesOf(
      "[{ name: outer, delegate: { name: part }, timeout: 1s, rewrite: { uri: /x }, retries: { attempts: 1 } }]",
      delegate("shop/part", `[{ name: inner, timeout: 2s, ${to} }, { ${to} }]`),
    );
    expect(routes.map(({ route, inherited }) => [route.name, route.timeout, route.rewrite?.uri, inherited])).toEqual([
      ["outer-inner", "2s", "/x", ["rewrite", "retries"]],
      ["outer", "1s", "/x", ["rewrite", "timeout", "retries"]],
    ]);
  });

  test("pairs matches: each of the delegate's with each of the root's that agrees", () => {
    const { routes } = routesOf(
      "[{ match: [{ uri: { prefix: /a } }, { uri: { prefix: /b }, headers: { x: { exact: '1' } } }], delegate: { name: part } }]",
      delegate("shop/part", `[{ match: [{ uri: { exact: /b/c } }, { method: { exact: GET } }], ${to} }]`),
    );
    expect(routes[0]?.matches).toMatchObject([
      {
        match: { uri: { exact: "/b/c" }, headers: { x: { exact: "1" } } },
        spot: { ref: { name: "part" }, path: "spec.http[0].match[0]" },
      },
      { match: { uri: { prefix: "/a" }, method: { exact: "GET" } }, spot: { path: "spec.http[0].match[1]" } },
      { match: { uri: { prefix: "/b" }, method: { exact: "GET" } }, spot: { path: "spec.http[0].match[1]" } },
    ]);
  });

  test("lends its matches to a delegate without any", () => {
    const { routes } = routesOf(
      "[{ match: [{ uri: { prefix: /a } }], delegate: { name: part } }]",
      delegate("shop/part", `[{ ${to} }]`),
    );
    expect(routes[0]?.matches).toMatchObject([{ spot: { ref: { name: "root" }, path: "spec.http[0].match[0]" } }]);
  });
});

describe("what vanishes", () => {
  const asking = "[{ delegate: { name: part, namespace: bank } }]";
  const config = `
apiVersion: v1
kind: ConfigMap
metadata: { name: istio, namespace: istio-system }
data: { mesh: "defaultVirtualServiceExportTo: [.]" }`;

  test.each<[string, readonly string[], string]>([
    ["a delegate that is not there", [], "root spec.http[0].delegate"],
    ["one with hosts", [delegate("bank/part", `[{ ${to} }]`, "hosts: [a.com]")], "root spec.http[0].delegate"],
    [
      "one that is not exported to the root",
      [delegate("bank/part", `[{ ${to} }]`, 'exportTo: ["."]')],
      "part spec.exportTo",
    ],
    ["one that is not exported by default", [delegate("bank/part", `[{ ${to} }]`), config], "part spec.exportTo"],
  ])("%s", (_, others, spot) => {
    const { routes, vanished } = routesOf(asking, ...others);
    expect(routes).toEqual([]);
    expect(vanished.map(({ ref, path, reason }) => `${ref.name} ${path} ${reason}`)).toEqual([`${spot} delegate`]);
    expect(vanished[0]?.evidence.length).toBeGreaterThan(0);
  });

  test("being exported to the root's namespace by name is enough", () => {
    expect(routesOf(asking, delegate("bank/part", `[{ ${to} }]`, "exportTo: [shop]")).routes).toHaveLength(1);
  });

  test.each([
    ["different exact paths", "uri: { exact: /a }", "uri: { exact: /b }"],
    ["a path outside the prefix", "uri: { prefix: /a }", "uri: { exact: /b }"],
    ["a broader prefix", "uri: { prefix: /a/b }", "uri: { prefix: /a }"],
    ["a prefix within an exact path", "uri: { exact: /a }", "uri: { prefix: /a }"],
    ["a regex beside anything", "uri: { regex: /a.* }", "uri: { exact: /a }"],
    ["anything beside a regex", "uri: { prefix: /a }", "uri: { regex: /a.* }"],
    ["two ports", "port: 80", "port: 81"],
    ["one that ignores case", "ignoreUriCase: true", "method: { exact: GET }"],
    ["a namespace that only the root names", "sourceNamespace: a", "method: { exact: GET }"],
    ["contrary labels", "sourceLabels: { a: b }", "sourceLabels: { a: c }"],
    ["a gateway that the root does not have", "gateways: [mesh]", "gateways: [edge]"],
    ["contrary headers", "headers: { a: { exact: b } }", "headers: { a: { exact: c } }"],
    ["contrary absent headers", "withoutHeaders: { a: { exact: b } }", "withoutHeaders: { a: { exact: c } }"],
    ["contrary parameters", "queryParams: { a: { exact: b } }", "queryParams: { a: { exact: c } }"],
    ["a presence on either side", "headers: { a: {} }", "headers: { a: { exact: c } }"],
  ])("a conflict: %s", (_, root, part) => {
    const { routes, vanished } = routesOf(
      `[{ match: [{ ${root} }], delegate: { name: part } }]`,
      delegate("shop/part", `[{ match: [{ ${part} }], ${to} }]`),
    );
    expect(routes).toEqual([]);
    expect(vanished).toMatchObject([{ ref: { name: "part" }, path: "spec.http[0].match[0]", reason: "delegate" }]);
  });

  test("one match in conflict takes the whole entry with it", () => {
    const { routes, vanished } = routesOf(
      "[{ match: [{ uri: { prefix: /a } }], delegate: { name: part } }]",
      delegate("shop/part", `[{ match: [{ uri: { exact: /a/b } }, { uri: { exact: /c } }], ${to} }, { ${to} }]`),
    );
    expect(vanished).toMatchObject([{ path: "spec.http[0].match[1]" }]);
    expect(routes.map(({ spot }) => spot.path)).toEqual(["spec.http[1]"]);
  });
});

describe("what agrees", () => {
  test.each([
    ["equal exact paths", "uri: { exact: /a }", "uri: { exact: /a }", { uri: { exact: "/a" } }],
    ["a path within the prefix", "uri: { prefix: /a }", "uri: { exact: /ab }", { uri: { exact: "/ab" } }],
    ["a narrower prefix", "uri: { prefix: /a }", "uri: { prefix: /a/b }", { uri: { prefix: "/a/b" } }],
    [
      "a regex beside nothing",
      "uri: { regex: /a.* }",
      "method: { exact: GET }",
      { uri: { regex: "/a.*" }, method: { exact: "GET" } },
    ],
    ["nothing beside a regex", "port: 80", "uri: { regex: /a.* }", { uri: { regex: "/a.*" }, port: 80 }],
    ["one port", "method: { exact: GET }", "port: 80", { method: { exact: "GET" }, port: 80 }],
    ["equal ports", "port: 80", "port: 80", { port: 80 }],
    ["both ignore case", "ignoreUriCase: true", "ignoreUriCase: true", { ignoreUriCase: true }],
    ["equal namespaces", "sourceNamespace: a", "sourceNamespace: a", { sourceNamespace: "a" }],
    ["a namespace that only the delegate names", "port: 80", "sourceNamespace: a", { port: 80, sourceNamespace: "a" }],
    ["labels of both", "sourceLabels: { a: b }", "sourceLabels: { a: b, c: d }", { sourceLabels: { a: "b", c: "d" } }],
    [
      "headers of both",
      "headers: { a: { exact: b } }",
      "headers: { c: {} }",
      { headers: { a: { exact: "b" }, c: {} } },
    ],
    [
      "absent headers of both",
      "withoutHeaders: { a: {} }",
      "withoutHeaders: { c: {} }",
      { withoutHeaders: { a: {}, c: {} } },
    ],
    ["parameters of both", "queryParams: { a: {} }", "queryParams: { c: {} }", { queryParams: { a: {}, c: {} } }],
    ["the root's gateways", "gateways: [mesh]", "port: 80", { gateways: ["mesh"], port: 80 }],
    ["some of the root's gateways", "gateways: [mesh, edge/a]", "gateways: [edge/a]", { gateways: ["edge/a"] }],
    ["as many gateways", "gateways: [mesh]", "gateways: [mesh]", { gateways: ["mesh"] }],
    ["names, joined", "name: outer, port: 80", "name: inner", { name: "outer-inner", port: 80 }],
    ["the root's name", "name: outer, port: 80", "port: 80", { name: "outer", port: 80 }],
  ])("%s", (_, root, part, wanted) => {
    const { routes, vanished } = routesOf(
      `[{ match: [{ ${root} }], delegate: { name: part } }]`,
      delegate("shop/part", `[{ match: [{ ${part} }], ${to} }]`),
    );
    expect(vanished).toEqual([]);
    expect(routes.flatMap(({ matches }) => matches.map(({ match }) => match))).toEqual([wanted]);
  });

  test("all of a delegate's matches where the root has none", () => {
    const { routes } = routesOf(
      "[{ delegate: { name: part } }]",
      delegate("shop/part", `[{ match: [{ port: 80 }, { port: 81 }], ${to} }]`),
    );
    expect(routes[0]?.matches).toMatchObject([
      { match: { port: 80 }, spot: { ref: { name: "part" }, path: "spec.http[0].match[0]" } },
      { match: { port: 81 }, spot: { ref: { name: "part" }, path: "spec.http[0].match[1]" } },
    ]);
  });
});
