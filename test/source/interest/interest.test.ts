import { describe, expect, test } from "vitest";
import { toResource } from "../../../src/kinds/to-resource.ts";
import type { Question } from "../../../src/model/question.ts";
import type { AnyResource, Kind } from "../../../src/model/resource-kinds.ts";
import type { Resources } from "../../../src/model/snapshot.ts";
import { headOf } from "../../../src/source/files/head-of.ts";
import { interest } from "../../../src/source/interest/interest.ts";
import { rollFor } from "../../../src/source/interest/roll.ts";
import { wanted } from "../../../src/source/interest/wanted.ts";

const istio = "networking.istio.io/v1";

function object(apiVersion: string, kind: string, of: string, members: object = {}, labels: object = {}) {
  const [namespace, name] = of.split("/");
  return { apiVersion, kind, metadata: { name, namespace, labels }, ...members };
}

const service = (of: string, spec: object = { selector: { app: "any" } }) => object("v1", "Service", of, { spec });
const pod = (of: string, labels: object = {}) => object("v1", "Pod", of, { spec: { containers: [] } }, labels);
const route = (of: string, hosts: readonly string[], to: readonly string[], more: object = {}) =>
  object(istio, "VirtualService", of, {
    spec: { hosts, http: [{ route: to.map((host) => ({ destination: { host } })) }], ...more },
  });

/** The namespaces of interest besides `istio-system`. */
function places(question: Partial<Question>, objects: readonly object[]): readonly string[] | "all" {
  const asked: Question = { from: "shop/checkout", to: "shop/payment", headers: [], ...question };
  const roll = rollFor(asked);
  const resources: { [K in Kind]?: AnyResource[] } = {};
  for (const raw of [service("shop/checkout"), service("shop/payment"), ...objects]) {
    const head = headOf(raw as never);
    if (head !== undefined) roll.note(head);
    const converted = toResource(raw);
    if (converted?.resource === undefined) continue;
    resources[converted.kind] = [...(resources[converted.kind] ?? []), converted.resource];
  }
  const found = interest(asked, roll, resources as Resources);
  return found === "all" ? "all" : [...found].filter((name) => name !== "istio-system").sort();
}

describe("where the two ends are", () => {
  test.each<[string, Partial<Question>, readonly string[] | "all"]>([
    ["namespace/name", {}, ["shop"]],
    ["a name, wherever there is one", { from: "cart" }, ["eu", "shop", "us"]],
    ["name.namespace", { from: "cart.eu" }, ["eu", "shop"]],
    ["a whole host", { to: "cart.us.svc.cluster.local" }, ["shop", "us"]],
    ["deploy/name", { from: "deploy/cart" }, ["eu", "shop", "us"]],
    ["deploy/name.namespace", { from: "deploy/cart.eu" }, ["eu", "shop", "us"]],
    ["namespace/deploy/name", { from: "eu/deploy/cart" }, ["eu", "shop"]],
    ["pod/name", { from: "pod/cart-1" }, ["eu", "shop"]],
    ["a label", { from: "basket" }, ["eu", "shop"]],
    ["a URL", { to: "https://user@cart.eu:8443/x?y" }, ["eu", "shop"]],
    ["host and port", { to: "cart.eu:80" }, ["eu", "shop"]],
    ["an outside host", { to: "api.example.com" }, ["shop"]],
    ["an address", { to: "10.0.0.1" }, "all"],
    ["an address in a URL", { to: "http://[fd00::1]:80/" }, "all"],
    ["a name that nobody bears", { from: "nobody" }, "all"],
    ["an outside host that nobody bears", { to: "nobody" }, ["shop"]],
    ["a name that nobody bears in a namespace that is there", { from: "eu/nobody" }, ["eu", "shop"]],
    ["the namespace that was named", { namespace: "us" }, ["shop", "us"]],
  ])("%s", (_title, question, expected) => {
    const objects = [
      service("eu/cart"),
      object("apps/v1", "Deployment", "us/cart"),
      pod("eu/cart-1", { "app.kubernetes.io/name": "basket" }),
      pod("far/other"),
    ];
    expect(places(question, objects)).toEqual(expected);
  });

  test("sa/name, by the pods that run as it", () => {
    const runner = { ...pod("eu/a"), spec: { serviceAccountName: "robot", containers: [] } };
    expect(places({ from: "sa/robot" }, [runner, pod("us/b")])).toEqual(["eu", "shop"]);
  });

  test("internet, by the pods that Gateways select or that are labelled as gateways are", () => {
    const objects = [
      pod("edge/gateway", { istio: "edge", app: "x" }),
      pod("far/other", { istio: "of-no-gateway" }),
      pod("control/istiod", { istio: "pilot" }),
      service("lone/out", { type: "LoadBalancer" }),
      service("inner/in", { type: "ClusterIP" }),
      pod("kube/gateway", { "gateway.networking.k8s.io/gateway-name": "public" }),
      object(istio, "Gateway", "shop/a", { spec: { selector: { istio: "edge" } } }),
      object("gateway.networking.k8s.io/v1", "Gateway", "kube/public", {}),
    ];
    expect(places({ from: "internet" }, objects)).toEqual(["edge", "far", "kube", "lone", "shop"]);
    expect(places({}, objects)).toEqual(["shop"]);
  });
});

describe("where requests may be sent", () => {
  const everywhere = ["bank", "bank2", "far", "egress"].map((name) => service(`${name}/svc`));

  test.each<[string, Partial<Question>, readonly object[], readonly string[]]>([
    ["by a route for the host", {}, [route("shop/r", ["payment"], ["svc.bank.svc.cluster.local"])], ["bank", "shop"]],
    [
      "by a route from another namespace",
      {},
      [route("far/r", ["payment.shop.svc.cluster.local"], ["svc.bank"])],
      ["bank", "shop"],
    ],
    ["by a route for all hosts", {}, [route("shop/r", ["*"], ["svc.bank"])], ["bank", "shop"]],
    [
      "by a route to it",
      {},
      [route("far/r", ["x.com"], ["payment.shop", "svc.bank"], { gateways: ["g"] })],
      ["bank", "shop"],
    ],
    [
      "not by a route at the edge for all hosts",
      {},
      [route("far/r", ["*"], ["svc.bank"], { gateways: ["g"] })],
      ["shop"],
    ],
    [
      "but from the internet",
      { from: "internet" },
      [route("far/r", ["*"], ["svc.bank"], { gateways: ["g"] })],
      ["bank", "shop"],
    ],
    [
      "by the host that is asked for",
      { headers: [{ name: "host", value: "x.com:443" }] },
      [route("far/r", ["x.com"], ["svc.bank"])],
      ["bank", "shop"],
    ],
    ["not by other routes", {}, [route("shop/r", ["other"], ["svc.bank"])], ["shop"]],
    ["not by a namesake elsewhere", {}, [route("far/r", ["payment"], ["svc.bank"])], ["shop"]],
    [
      "by delegates",
      {},
      [
        object(istio, "VirtualService", "shop/r", {
          spec: { hosts: ["payment"], http: [{ delegate: { name: "d", namespace: "far" } }] },
        }),
        route("far/d", [], ["svc.bank"]),
      ],
      ["bank", "shop"],
    ],
    [
      "by mirrors, TLS and TCP",
      {},
      [
        object(istio, "VirtualService", "shop/r", {
          spec: {
            hosts: ["payment"],
            http: [{ mirror: { host: "svc.bank" } }, { mirrors: [{ destination: { host: "svc.bank3" } }] }],
            tls: [{ route: [{ destination: { host: "svc.bank2" } }] }],
            tcp: [{ route: [{ destination: { host: "svc.egress" } }] }],
          },
        }),
      ],
      ["bank", "bank2", "egress", "shop"],
    ],
    [
      "by routes behind routes",
      {},
      [route("shop/a", ["payment"], ["svc.bank"]), route("far/b", ["svc.bank"], ["svc.bank2"])],
      ["bank", "bank2", "shop"],
    ],
    [
      "by ExternalName",
      { to: "shop/alias" },
      [service("shop/alias", { type: "ExternalName", externalName: "svc.bank.svc.cluster.local" })],
      ["bank", "shop"],
    ],
    [
      "by a ServiceEntry's endpoints",
      { to: "api.example.com" },
      [
        object(istio, "ServiceEntry", "far/e", {
          spec: {
            hosts: ["api.example.com"],
            endpoints: [{ address: "svc.bank.svc.cluster.local" }],
          },
        }),
      ],
      ["bank", "far", "shop"],
    ],
    [
      "by a ServiceEntry for many hosts",
      { to: "api.example.com" },
      [object(istio, "ServiceEntry", "far/e", { spec: { hosts: ["*.example.com"] } })],
      ["far", "shop"],
    ],
    [
      "by a waypoint elsewhere",
      {},
      [object("v1", "Namespace", "/shop", {}, { "istio.io/use-waypoint-namespace": "bank" })],
      ["bank", "shop"],
    ],
  ])("%s", (_title, question, objects, expected) => {
    expect(places(question, [...everywhere, ...objects])).toEqual(expected);
  });

  test.each<[string, Partial<Question>, readonly object[]]>([
    [
      "a ServiceEntry's endpoint",
      { to: "api.example.com" },
      [
        object(istio, "ServiceEntry", "far/e", {
          spec: { hosts: ["api.example.com"], endpoints: [{ address: "10.0.0.1" }] },
        }),
      ],
    ],
    ["a Service without a selector", { to: "shop/written" }, [service("shop/written", {})]],
    [
      "a Service without a selector that a route leads to",
      {},
      [service("far/written", {}), route("shop/r", ["payment"], ["written.far"])],
    ],
  ])("everywhere, where an address was written down: %s", (_title, question, objects) => {
    expect(places(question, objects)).toBe("all");
  });

  test.each<[string, Partial<Question>, readonly object[], readonly string[]]>([
    [
      "a route for a host in full leads on from a short one",
      {},
      [route("shop/r", ["payment"], ["svc.bank"]), route("bank/r", ["svc.bank.svc.cluster.local"], ["svc.far"])],
      ["bank", "far", "shop"],
    ],
    [
      "a route for the Service before a workload that is called",
      { to: "deploy/ledger" },
      [
        object("apps/v1", "Deployment", "bank/ledger", {
          spec: { selector: {}, template: { metadata: { labels: { app: "any" } }, spec: { containers: [] } } },
        }),
        route("egress/r", ["svc.bank.svc.cluster.local"], ["svc.far"]),
      ],
      ["bank", "far", "shop"],
    ],
    [
      "a route for hosts of one namespace",
      { to: "bank/svc" },
      [route("egress/r", ["*.bank.svc.cluster.local"], ["svc.far"])],
      ["bank", "far", "shop"],
    ],
    ["not a route for hosts of another", {}, [route("egress/r", ["*.bank"], ["svc.far"])], ["shop"]],
  ])("%s", (_title, question, objects, expected) => {
    expect(places(question, [...everywhere, ...objects])).toEqual(expected);
  });

  test("and the control plane, wherever it is", () => {
    const mesh = { ...object("v1", "ConfigMap", "mesh/istio"), data: { mesh: "rootNamespace: root\n" } };
    const webhook = object("admissionregistration.k8s.io/v1", "MutatingWebhookConfiguration", "/x", {
      webhooks: [
        {
          name: "rev.namespace.sidecar-injector.istio.io",
          clientConfig: { service: { name: "istiod", namespace: "hooks" } },
        },
      ],
    });
    expect(places({}, [mesh, webhook])).toEqual(["hooks", "mesh", "root", "shop"]);
  });
});

test("an end of a question is taken apart", () => {
  expect(wanted("deploy/checkout")).toMatchObject({ names: new Set(["checkout"]), isQualified: false });
  expect(wanted("shop/checkout")).toMatchObject({
    names: new Set(["checkout"]),
    namespaces: new Set(["shop"]),
    isQualified: true,
  });
  expect(wanted("internet")).toMatchObject({ isInternet: true });
  expect(wanted("")).toMatchObject({ names: new Set([""]) });
});

test.each<[string, Partial<ReturnType<typeof wanted>>]>([
  ["eu/pod/cart-1", { kind: "Pod", name: "cart-1", namespaces: new Set(["eu"]), isQualified: true }],
  ["po/eu/cart-1", { kind: "Pod", name: "cart-1", namespaces: new Set(["eu"]), isQualified: true }],
  ["DEPLOYMENTS/cart", { kind: "Deployment", name: "cart", isQualified: false }],
  ["SA/robot", { kind: "ServiceAccount" }],
  ["cart.eu.svc.cluster.local", { name: "cart", namespaces: new Set(["eu"]) }],
  ["db-0.db.eu.svc.cluster.local", { namespaces: new Set(["db", "eu"]) }],
  ["10.0.0.1", { isAddress: true, isQualified: false, namespaces: new Set() }],
])("%s is taken apart", (typed, expected) => {
  expect(wanted(typed)).toMatchObject(expected);
});
