import { describe, expect, it } from "vitest";
import type { Scene } from "../../src/checks/in-force/scene.ts";
import { addRoute } from "../../src/checks/virtual-service/add-route.ts";
import { addServerName } from "../../src/checks/virtual-service/add-server-name.ts";
import { deadRoutes } from "../../src/checks/virtual-service/dead-routes.ts";
import { drainDestination } from "../../src/checks/virtual-service/drain-destination.ts";
import { fillCluster } from "../../src/checks/virtual-service/fill-cluster.ts";
import { nameHost } from "../../src/checks/virtual-service/name-host.ts";
import { namePort } from "../../src/checks/virtual-service/name-port.ts";
import { removeFault } from "../../src/checks/virtual-service/remove-fault.ts";
import { routeToAsked } from "../../src/checks/virtual-service/route-to-asked.ts";
import type { CauseOf } from "../../src/model/cause.ts";
import { field } from "../../src/model/evidence.ts";
import type { Json } from "../../src/model/json.ts";
import type { Ref } from "../../src/model/ref.ts";
import type { Hop } from "../../src/model/trace.ts";
import { yamlMesh } from "../mesh/yaml-mesh.ts";
import { flow, pair, service } from "../support/sightings.ts";
import { proposed } from "./proposed.ts";

const istio = "networking.istio.io/v1";
const ref: Ref = { apiVersion: istio, kind: "VirtualService", namespace: "shop", name: "payment" };
const host = service.hostname;

function routing(http: string): string {
  return `apiVersion: ${istio}\nkind: VirtualService\nmetadata: { name: payment, namespace: shop }\nspec: { hosts: [payment], http: ${http} }\n---\n`;
}

function scene(yaml: string, more: Partial<Scene> = {}): Scene {
  return { mesh: yamlMesh(yaml), pair, flow, host, way: [], ...more };
}

describe("addRoute()", () => {
  const unrouted = (path: string, missed: boolean): CauseOf<"no-route-match"> => ({
    code: "no-route-match",
    spot: { ref, path },
    unmet: [],
    misses: missed ? [{ spot: { ref, path: "spec.http[0].match[0]" }, unmet: [] }] : [],
    inert: [],
  });
  const one = routing("[{ match: [{ uri: { prefix: /a } }], route: [{ destination: { host: next, subset: v2 } }] }]");
  const at = "VirtualService shop/payment: add /spec/http/1";
  const there = '"route":[{"destination":{"host":"next","subset":"v2"}}]';
  const asked = `"route":[{"destination":{"host":"${host}"}}]`;

  it("sends this very request where the first entry sends, and all others only at last", () => {
    const on = scene(one, { flow: { ...flow, method: "POST", path: "/charge?x=1" } });
    const match = '"match":[{"uri":{"exact":"/charge"},"method":{"exact":"POST"}}]';
    expect(proposed(addRoute(unrouted("spec.http", true), on))).toEqual([
      `${at} {${match},${there}}`,
      `${at} {${there}} (weakens)`,
    ]);
  });

  it("takes a request that was not named for GET /, whatever its method", () => {
    const { method: _, path: __, ...plain } = flow;
    const [own] = proposed(addRoute(unrouted("spec.http", true), scene(one, { flow: plain })));
    expect(own).toBe(`${at} {"match":[{"uri":{"exact":"/"}}],${there}}`);
  });

  it.each([
    ["no match was tried", unrouted("spec.http", false), one],
    ["the entry answers by itself", unrouted("spec.http", true), routing("[{ match: [{}], redirect: { uri: /b } }]")],
  ])("sends to the service where %s", (_, cause, yaml) => {
    expect(proposed(addRoute(cause, scene(yaml))).at(-1)).toBe(`${at} {${asked}} (weakens)`);
  });

  it("names the service's port at a gateway, whose own is another", () => {
    const on = scene(routing("[{ match: [{}] }]"), { pair: { ...pair, viaGateway: true } });
    expect(proposed(addRoute(unrouted("spec.http", true), on)).at(-1)).toContain(
      `"host":"${host}","port":{"number":80}`,
    );
  });

  it("sends to the host where nothing is registered", () => {
    const on = scene(routing("[{ match: [{}] }]"), { pair: { ...pair, services: [] }, host: "a.example.com" });
    expect(proposed(addRoute(unrouted("spec.http", true), on)).at(-1)).toContain('"host":"a.example.com"}');
  });

  it("adds nothing to what was not read", () => {
    expect(addRoute(unrouted("spec.http", true), scene(""))).toEqual([]);
  });
});

describe("addServerName()", () => {
  const tls = `apiVersion: ${istio}\nkind: VirtualService\nmetadata: { name: payment, namespace: shop }\nspec: { hosts: [a], tls: [{ match: [{ sniHosts: [a] }], route: [] }] }\n`;

  it("lets the match take the name", () => {
    expect(proposed(addServerName({ ref, path: "spec.tls[0].match[0]" }, "b", yamlMesh(tls)))).toEqual([
      'VirtualService shop/payment: add /spec/tls/0/match/0/sniHosts/1 "b"',
    ]);
    expect(addServerName({ ref, path: "spec" }, "b", yamlMesh(tls))).toEqual([]);
  });
});

describe("nameHost()", () => {
  const written = (name: string) => routing(`[{ route: [{ destination: { host: ${name} } }] }]`);
  const spot = { ref, path: "spec.http[0].route[0].destination.host" };
  const names = (name: string, expanded: string, similar: readonly string[]) =>
    proposed(nameHost(spot, expanded, similar, scene(written(name)))).map((text) => text.split(" ").at(-1));

  it.each([
    ["payment.shop", "payment.shop", [host], [`"${host}"`]],
    ["payment", "payment.routing.svc.cluster.local", [], [`"${host}"`]],
    ["paymant", "paymant.shop.svc.cluster.local", ["a", "b", "c", "d"], ['"a"', '"b"', '"c"']],
    [host, host, ["a"], ['"a"']],
    ["ledger", "ledger.shop.svc.cluster.local", [], []],
  ])("of %s", (name, expanded, similar, wanted) => {
    expect(names(name, expanded, similar)).toEqual(wanted);
  });

  it("changes no host that is not written", () => {
    expect(nameHost({ ref, path: "spec.host" }, "payment.shop", [host], scene(written("payment.shop")))).toEqual([]);
  });
});

describe("namePort()", () => {
  const destination = { ref, path: "spec.http[0].route[0].destination" };
  const mesh = yamlMesh(
    `apiVersion: v1\nkind: Service\nmetadata: { name: payment, namespace: shop }\nspec: { ports: [{ port: 80, targetPort: 9000 }, { port: 81, targetPort: 9090 }, { port: 82 }, { port: 83 }] }\n---\n` +
      routing("[{ route: [{ destination: { host: payment } }] }]"),
  );
  const unknown = { service: service.ref, port: 9090, exposed: [80, 81, 82, 83] };

  it("prefers the port that leads to the number that is written, and offers three", () => {
    const spot = { ref, path: `${destination.path}.port.number` };
    const at = "VirtualService shop/payment: replace /spec/http/0/route/0/destination/port/number";
    expect(proposed(namePort(spot, { ...unknown, implicit: false }, mesh))).toEqual([
      `${at} 81`,
      `${at} 80`,
      `${at} 82`,
    ]);
  });

  it("writes a port where none is", () => {
    const at = "VirtualService shop/payment: add /spec/http/0/route/0/destination/port";
    expect(proposed(namePort(destination, { ...unknown, port: 8080, implicit: true }, mesh))[0]).toBe(
      `${at} {"number":80}`,
    );
    expect(namePort({ ref, path: "spec.http[9]" }, { ...unknown, implicit: true }, mesh)).toEqual([]);
  });
});

describe("fillCluster()", () => {
  const entry: Ref = { ...ref, kind: "ServiceEntry", name: "bank" };
  const of = (spec: string) =>
    `apiVersion: ${istio}\nkind: ServiceEntry\nmetadata: { name: bank, namespace: shop }\nspec: ${spec}\n`;

  it.each([
    ['{ hosts: [a.example.com, "*.example.com"], resolution: DNS }', ["NONE"]],
    ["{ hosts: [a.example.com], resolution: STATIC }", ["DNS"]],
    ["{ hosts: [a.example.com], resolution: DNS }", []],
    ["{ hosts: [a.example.com] }", []],
  ])("%s", (spec, wanted) => {
    expect(proposed(fillCluster({ ref: entry, path: "spec" }, yamlMesh(of(spec))))).toEqual(
      wanted.map((resolution) => `ServiceEntry shop/bank: replace /spec/resolution "${resolution}"`),
    );
  });
});

describe("removeFault()", () => {
  it("removes all of it", () => {
    const mesh = yamlMesh(routing("[{ fault: { delay: { fixedDelay: 1s }, abort: { httpStatus: 500 } } }]"));
    expect(proposed(removeFault({ ref, path: "spec.http[0].fault.abort" }, mesh))).toEqual([
      "VirtualService shop/payment: remove /spec/http/0/fault",
    ]);
    expect(removeFault({ ref, path: "spec.http[1].fault.abort" }, mesh)).toEqual([]);
  });
});

describe("routes to what was asked for", () => {
  const taken = { ref, path: "spec.http[1].match[0]" };
  const four = routing(
    "[{ name: a }, { match: [{}], route: [{ destination: { host: other } }] }, { name: b, route: [{ destination: { host: payment } }] }, { name: c, route: [{ destination: { host: next } }] }]",
  );

  it("routeToAsked() puts this very request ahead of the entry that takes it", () => {
    expect(proposed(routeToAsked(taken, scene(four)))).toEqual([
      `VirtualService shop/payment: add /spec/http/1 {"match":[{"uri":{"exact":"/charge"},"method":{"exact":"POST"}}],"route":[{"destination":{"host":"${host}","port":{"number":80}}}]}`,
    ]);
  });

  it.each([
    ["the object was not read", taken, scene("")],
    ["it is no http route", { ref, path: "spec.tcp[0]" }, scene(four)],
    ["no service was asked for", taken, scene(four, { pair: { ...pair, services: [] } })],
    ["the service has no port", taken, scene(four, { pair: { ...pair, services: [{ ...service, ports: [] }] } })],
  ])("routeToAsked() makes nothing where %s", (_, spot, on) => {
    expect(routeToAsked(spot, on)).toEqual([]);
  });

  it("deadRoutes() charges entries behind that lead there, and puts them ahead", () => {
    const [dead, ...more] = deadRoutes(taken, scene(four), "it lands elsewhere");
    expect(more).toEqual([]);
    expect(dead).toMatchObject({ resource: { ref, path: "spec.http[2]" }, related: [taken] });
    const entry = '{"name":"b","route":[{"destination":{"host":"payment"}}]}';
    expect(proposed(dead?.proposals ?? [])).toEqual([
      `VirtualService shop/payment: remove /spec/http/2, add /spec/http/1 ${entry}`,
    ]);
  });

  it.each([
    ["entries ahead", { ref, path: "spec.http[2]" }, four],
    ["entries of which not all is read", taken, four.replace("{ name: b,", "{ name: b, retries: {},")],
    ["what is no http route", { ref, path: "spec.tcp[0]" }, four],
    ["objects that were not read", taken, ""],
  ])("deadRoutes() does not charge %s", (_, spot, yaml) => {
    expect(deadRoutes(spot, scene(yaml), "")).toEqual([]);
  });
});

describe("drainDestination()", () => {
  const rule: Ref = { ...ref, kind: "DestinationRule" };
  const hopOf = (kind: Hop["kind"], ...because: Hop["because"]): Hop => ({
    kind,
    at: "client",
    title: "",
    notes: [],
    because,
    next: [],
  });
  const weights = hopOf(
    "route",
    field(ref, "spec.http[0].route[0].weight", 90),
    field(ref, "spec.http[0].route[1].weight", 10),
  );
  const cluster = (value: Json, path = "spec.subsets[1]") =>
    hopOf("cluster", field(rule, "spec.host", "payment"), field(rule, path, value));
  const split = (second: string) =>
    yamlMesh(routing(`[{ route: [{ destination: { host: payment, subset: v1 }, weight: 90 }, ${second}] }]`));
  const canary = split("{ destination: { host: payment, subset: v2 }, weight: 10 }");

  it("takes the weight from the subset that was chosen", () => {
    expect(proposed(drainDestination([weights, cluster("v2")], canary))).toEqual([
      "VirtualService shop/payment: replace /spec/http/0/route/1/weight 0",
    ]);
  });

  it.each([
    ["no weight decided", [cluster("v2")], canary],
    ["no subset was chosen", [weights, hopOf("cluster", field(rule, "spec.host", "payment"))], canary],
    ["another subset was chosen", [weights, cluster("v3")], canary],
    [
      "its weight is 0 already",
      [weights, cluster("v2")],
      split("{ destination: { host: payment, subset: v2 }, weight: 0 }"),
    ],
    ["its weight is not written", [weights, cluster("v2")], split("{ destination: { host: payment, subset: v2 } }")],
    ["what is named is no subset", [weights, cluster("v2", "spec.subsets[1].labels")], canary],
    ["the way leads through no cluster", [weights], canary],
  ])("takes nothing where %s", (_, way, mesh) => {
    expect(drainDestination(way, mesh)).toEqual([]);
  });
});
