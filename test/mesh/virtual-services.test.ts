import { describe, expect, test } from "vitest";
import { sidecarOwner } from "../../src/mesh/sidecar-owner.ts";
import { type HostContext, virtualServicesFor } from "../../src/mesh/virtual-services.ts";
import type { ProxyView } from "../../src/model/workload.ts";
import { yamlMesh } from "./yaml-mesh.ts";

const checkout: ProxyView = { kind: "sidecar", namespace: "shop", labels: { app: "checkout" } };
const payment = "payment.bank.svc.cluster.local";

interface Written {
  readonly hosts: readonly string[];
  readonly gateways?: readonly string[];
  readonly exportTo?: readonly string[];
  readonly year?: number;
  readonly match?: unknown;
}

function virtualService(place: string, { hosts, gateways, exportTo, year = 2020, match }: Written): string {
  const [namespace, name] = place.split("/");
  const http = [{ ...(match === undefined ? {} : { match }), route: [{ destination: { host: "x" } }] }];
  return JSON.stringify({
    apiVersion: "networking.istio.io/v1",
    kind: "VirtualService",
    metadata: { name, namespace, creationTimestamp: `${year}-01-01T00:00:00Z` },
    spec: { hosts, http, ...(gateways && { gateways }), ...(exportTo && { exportTo }) },
  });
}

function service(place: string): string {
  const [namespace, name] = place.split("/");
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Service",
    metadata: { name, namespace },
    spec: { ports: [{ port: 80, name: "http" }] },
  });
}

function ask(
  objects: Readonly<Record<string, Written>>,
  {
    host = payment,
    view = checkout,
    gateway = "mesh",
    more = [],
    ...context
  }: HostContext & {
    readonly host?: string;
    readonly view?: ProxyView;
    readonly gateway?: string;
    readonly more?: readonly string[];
  } = {},
): { readonly inForce: readonly string[]; readonly inert: readonly string[] } {
  const texts = Object.entries(objects).map(([place, written]) => virtualService(place, written));
  const mesh = yamlMesh([...texts, ...more].join("\n---\n"));
  const found = virtualServicesFor(mesh, view, host, gateway, context);
  return {
    inForce: found.inForce.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`),
    inert: found.inert.map(({ ref, reason, path }) => `${ref.namespace}/${ref.name} ${reason} ${path}`),
  };
}

describe("order of those that list the host", () => {
  test("private, then exported by name, then public; oldest first in each", () => {
    const { inForce } = ask({
      "bank/old": { hosts: [payment], year: 2010 },
      "bank/young": { hosts: ["payment"], year: 2015 },
      "bank/named": { hosts: [payment], exportTo: ["other", "shop"], year: 2018 },
      "shop/private": { hosts: [payment], exportTo: ["."], year: 2020 },
      "shop/own-name": { hosts: [payment], exportTo: ["shop"], year: 2019 },
      "shop/public": { hosts: [payment], year: 2012 },
    });
    expect(inForce).toEqual(["shop/own-name", "shop/private", "bank/named", "bank/old", "shop/public", "bank/young"]);
  });

  test("equal times: by name, then by namespace", () => {
    const hosts = [payment];
    expect(ask({ "z/a": { hosts }, "b/c": { hosts }, "a/c": { hosts } }).inForce).toEqual(["z/a", "a/c", "b/c"]);
  });

  test("whatever the case", () => {
    expect(ask({ "bank/a": { hosts: ["Payment.bank.svc.cluster.local"] } }).inForce).toEqual(["bank/a"]);
  });
});

describe("wildcards", () => {
  test("one that lists the host excludes them, even one that is bound to yield no route", () => {
    const found = ask({
      "bank/concrete": { hosts: [payment], match: [{ port: 1 }], year: 2021 },
      "bank/wild": { hosts: ["*.bank.svc.cluster.local"], year: 2010 },
    });
    expect(found).toEqual({ inForce: ["bank/concrete"], inert: ["bank/wild overridden spec.hosts[0]"] });
  });

  test("else only the first with the most specific one", () => {
    const found = ask({
      "bank/all": { hosts: ["*"], gateways: ["mesh"], year: 2001 },
      "bank/cluster": { hosts: ["x.com", "*.cluster.local"], year: 2002 },
      "bank/younger": { hosts: ["*.bank.svc.cluster.local"], year: 2004 },
      "bank/older": { hosts: ["*.bank.svc.cluster.local"], year: 2003 },
    });
    expect(found.inForce).toEqual(["bank/older"]);
    expect(found.inert).toEqual([
      "bank/all overridden spec.hosts[0]",
      "bank/cluster overridden spec.hosts[1]",
      "bank/younger overridden spec.hosts[0]",
    ]);
  });

  test("TLS and TCP routes know no such choice", () => {
    const objects = {
      "bank/concrete": { hosts: [payment], year: 2021 },
      "bank/wild": { hosts: ["*.local"], year: 2010 },
    };
    expect(ask(objects, { layer: "l4" }).inForce).toEqual(["bank/wild", "bank/concrete"]);
  });

  test("a service that is a wildcard itself", () => {
    const objects = {
      "bank/same": { hosts: ["*.example.com"] },
      "bank/above": { hosts: ["*.com"] },
      "bank/below": { hosts: ["a.example.com"] },
    };
    expect(ask(objects, { host: "*.example.com" }).inForce).toEqual(["bank/same"]);
    expect(ask(objects, { host: "*.example.com", layer: "l4" }).inForce).toEqual([
      "bank/above",
      "bank/below",
      "bank/same",
    ]);
  });
});

describe("hosts outside the registry", () => {
  const none = (): boolean => false;
  const objects = {
    "shop/wild": { hosts: ["*.example.com"], year: 2001 },
    "shop/concrete": { hosts: ["api.example.com"], year: 2002 },
  };

  test("the most specific first, wildcards after it", () => {
    expect(ask(objects, { host: "api.example.com", port: 80, anyService: none }).inForce).toEqual([
      "shop/concrete",
      "shop/wild",
    ]);
  });

  test("on port 80 only", () => {
    const found = ask(objects, { host: "api.example.com", port: 8080, anyService: none });
    expect(found).toEqual({
      inForce: [],
      inert: ["shop/concrete port spec.hosts[0]", "shop/wild port spec.hosts[0]"].reverse(),
    });
  });

  test("or where another of its hosts is a service of that port", () => {
    const mixed = { "shop/mixed": { hosts: ["api.example.com", payment] } };
    const found = ask(mixed, { host: "api.example.com", port: 8080, anyService: (host) => host === payment });
    expect(found.inForce).toEqual(["shop/mixed"]);
  });

  test("a wildcard that covers services routes these alone", () => {
    const found = ask(objects, { host: "new.example.com", port: 80, anyService: (host) => host === "*.example.com" });
    expect(found).toEqual({ inForce: [], inert: ["shop/wild host spec.hosts[0]"] });
  });
});

describe("why a VirtualService is not in force", () => {
  const config = (mesh: string): string => `
apiVersion: v1
kind: ConfigMap
metadata: { name: istio, namespace: istio-system }
data: { mesh: "${mesh}" }`;
  const egress = (hosts: string): string => `
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: { name: scope, namespace: shop }
spec: { egress: [{ hosts: [${hosts}] }] }`;
  const namespace = "apiVersion: v1\nkind: Namespace\nmetadata: { name: bank }";

  test.each<[string, Written, string, string[]]>([
    ["bound to a gateway only", { hosts: [payment], gateways: ["edge"] }, "bank/vs gateways spec.gateways", []],
    ["not exported", { hosts: [payment], exportTo: ["."] }, "bank/vs export spec.exportTo", []],
    ["exported to nobody", { hosts: [payment], exportTo: ["~"] }, "bank/vs export spec.exportTo", []],
    [
      "not exported by default",
      { hosts: [payment] },
      "bank/vs export spec.exportTo",
      [config("defaultVirtualServiceExportTo: [.]")],
    ],
    [
      "in a namespace that istiod ignores",
      { hosts: [payment] },
      "bank/vs hidden-namespace metadata.namespace",
      [config("discoverySelectors: [{ matchLabels: { a: b } }]"), namespace],
    ],
    ["not imported", { hosts: [payment] }, "shop/scope egress spec.egress[0].hosts", [egress('"./*"')]],
    ["excluded", { hosts: [payment] }, "shop/scope egress spec.egress[0].hosts[1]", [egress('"*/*", "~bank/*"')]],
    ["dotted short name", { hosts: ["payment.bank"] }, "bank/vs host spec.hosts[0]", []],
    ["dotted short name with svc", { hosts: ["x.com", "payment.bank.svc"] }, "bank/vs host spec.hosts[1]", []],
    ["a trailing dot", { hosts: [`${payment}.`] }, "bank/vs host spec.hosts[0]", []],
  ])("%s", (_, written, wanted, more) => {
    expect(ask({ "bank/vs": written }, { more })).toEqual({ inForce: [], inert: [wanted] });
  });

  test("a short name belongs to the VirtualService's namespace", () => {
    const objects = { "shop/vs": { hosts: ["payment"] } };
    expect(ask(objects)).toEqual({ inForce: [], inert: ["shop/vs host spec.hosts[0]"] });
    expect(ask(objects, { more: [service("shop/payment")] }).inert).toEqual([]);
  });

  test("a full name in a namespace without such a service", () => {
    const objects = { "bank/vs": { hosts: ["payment.banc.svc.cluster.local"] } };
    expect(ask(objects).inert).toEqual(["bank/vs host spec.hosts[0]"]);
    expect(ask(objects, { more: [service("banc/payment")] }).inert).toEqual([]);
  });

  test("outside names of the same first label are no matter", () => {
    expect(ask({ "bank/vs": { hosts: ["payment.example.com"] } }).inert).toEqual([]);
  });

  test("every reason has words and evidence", () => {
    const texts = [
      virtualService("bank/a", { hosts: [payment], gateways: ["edge"] }),
      virtualService("bank/b", { hosts: [payment], exportTo: ["."] }),
      virtualService("bank/c", { hosts: ["payment.bank"] }),
      virtualService("bank/d", { hosts: [payment] }),
      virtualService("bank/e", { hosts: ["*.local"] }),
    ];
    const { inert } = virtualServicesFor(yamlMesh(texts.join("\n---\n")), checkout, payment, "mesh");
    expect(inert.map(({ why }) => why)).toEqual([
      "it is bound to edge and not to mesh, so sidecars ignore it",
      "it is not exported to namespace shop",
      `VirtualService bank/d lists ${payment} itself`,
      `host "payment.bank" is taken as it stands, not as ${payment}`,
    ]);
    for (const { evidence } of inert) expect(evidence.length).toBeGreaterThan(0);
  });
});

describe("gateways and waypoints", () => {
  const view: ProxyView = { kind: "gateway", namespace: "edge", labels: {} };

  test("those bound to the gateway, in order; Sidecars and mesh bindings do not matter", () => {
    const found = ask(
      {
        "bank/old": { hosts: ["shop.example"], gateways: ["edge/gw"], year: 2001 },
        "edge/short": { hosts: ["*.example"], gateways: ["gw", "mesh"], year: 2000 },
        "edge/private": { hosts: ["shop.example"], gateways: ["./gw"], exportTo: ["."], year: 2005 },
        "bank/hidden": { hosts: ["shop.example"], gateways: ["edge/gw"], exportTo: ["bank"] },
        "bank/mesh": { hosts: ["shop.example"] },
      },
      { host: "shop.example", gateway: "edge/gw", view },
    );
    expect(found.inForce).toEqual(["edge/private", "edge/short", "bank/old"]);
    expect(found.inert).toEqual(["bank/hidden export spec.exportTo", "bank/mesh gateways spec.gateways"]);
  });

  test("a waypoint takes those of its own and of the service's namespace", () => {
    const hosts = [payment];
    const found = ask(
      { "bank/a": { hosts }, "shop/b": { hosts }, "mid/c": { hosts: ["*.local"] } },
      { view: { kind: "waypoint", namespace: "mid", labels: {} } },
    );
    expect(found).toEqual({ inForce: ["bank/a", "mid/c"], inert: ["shop/b namespace metadata.namespace"] });
  });
});

describe("who owns a host at a sidecar", () => {
  const surroundings = { view: checkout, port: 80, gateway: "mesh" };

  test.each<[string, Readonly<Record<string, Written>>, string | undefined, string[]]>([
    [
      "the first, and nothing is merged",
      { "bank/a": { hosts: [payment], match: [{ uri: { exact: "/a" } }] }, "bank/b": { hosts: [payment] } },
      "a",
      ["b overridden spec.hosts"],
    ],
    [
      "the first that yields a route",
      { "bank/a": { hosts: [payment], match: [{ port: 9090 }] }, "bank/b": { hosts: [payment] } },
      "b",
      ["a port spec.http[0].match[0].port"],
    ],
    [
      "nobody where none does",
      { "bank/a": { hosts: [payment], match: [{ port: 9090 }] } },
      undefined,
      ["a port spec.http[0].match[0].port"],
    ],
  ])("%s", (_, objects, wanted, inert) => {
    const texts = Object.entries(objects).map(([place, written]) => virtualService(place, written));
    const mesh = yamlMesh(texts.join("\n---\n"));
    const owner = sidecarOwner(mesh, virtualServicesFor(mesh, checkout, payment, "mesh").inForce, surroundings);
    expect(owner.service?.metadata.name).toBe(wanted);
    expect(owner.routes.length > 0).toBe(wanted !== undefined);
    expect(owner.inert.map(({ ref, reason, path }) => `${ref.name} ${reason} ${path}`)).toEqual(inert);
  });
});
