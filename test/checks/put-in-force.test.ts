import { applyPatch, type Operation } from "rfc6902";
import { describe, expect, it } from "vitest";
import { chargesOf } from "../../src/checks/in-force/charges-of.ts";
import { putInForce } from "../../src/checks/in-force/put-in-force.ts";
import type { Scene } from "../../src/checks/in-force/scene.ts";
import type { Inert } from "../../src/model/cause.ts";
import { field } from "../../src/model/evidence.ts";
import type { Proposal } from "../../src/model/fix.ts";
import type { Ref } from "../../src/model/ref.ts";
import type { Kind } from "../../src/model/resource-kinds.ts";
import type { Hop } from "../../src/model/trace.ts";
import { yamlMesh } from "../mesh/yaml-mesh.ts";
import { flow, pair, service } from "../support/sightings.ts";

const istio = "networking.istio.io/v1";
const host = service.hostname;

function object(kind: string, spec: string, name = "it", namespace = "shop"): string {
  return `apiVersion: ${istio}\nkind: ${kind}\nmetadata: { name: ${name}, namespace: ${namespace} }\nspec: ${spec}\n---\n`;
}

function inert(kind: string, reason: Inert["reason"], path: string, evidence: Inert["evidence"] = []): Inert {
  return { ref: { apiVersion: istio, kind, namespace: "shop", name: "it" }, path, reason, why: "it is not", evidence };
}

function scene(yaml: string, more: Partial<Scene> = {}): Scene {
  return { mesh: yamlMesh(yaml), pair, flow, host, way: [], ...more };
}

/** What becomes of the objects by the first proposal, as their specs. */
function specs(proposals: readonly Proposal[], { mesh }: Scene): readonly unknown[] {
  const [first] = proposals;
  return (first?.changes ?? []).map((change) => {
    if (change.kind !== "patch") return change.kind === "create" ? change.object.spec : undefined;
    const { kind, namespace, name } = change.ref;
    const copy = structuredClone(mesh.get(kind as Kind, namespace, name)) as { spec: unknown } | undefined;
    expect(change.patch[0]?.op).toBe("test");
    expect(applyPatch(copy, change.patch as Operation[])).toEqual(change.patch.map(() => null));
    return copy?.spec;
  });
}

function mended(one: Inert, on: Scene): readonly unknown[] {
  return specs(putInForce(one, on), on);
}

const throughGateway: readonly Hop[] = [
  {
    kind: "gateway",
    at: "gateway",
    title: "",
    notes: [],
    because: [field({ apiVersion: istio, kind: "Gateway", namespace: "edge", name: "public" }, "spec.servers[0]", 80)],
    next: [],
  },
];

describe("a Sidecar", () => {
  const hidden = (path: string, reason: Inert["reason"] = "egress", evidence: Inert["evidence"] = []) =>
    inert("Sidecar", reason, path, evidence);

  it("imports the service too", () => {
    const on = scene(object("Sidecar", '{ egress: [{ hosts: ["./*"] }] }'));
    expect(mended(hidden("spec.egress[0].hosts"), on)).toEqual([{ egress: [{ hosts: ["./*", `shop/${host}`] }] }]);
  });

  it("imports a service that another one routes to", () => {
    const other = "ledger.bank.svc.cluster.local";
    const ledger =
      "apiVersion: v1\nkind: Service\nmetadata: { name: ledger, namespace: bank }\nspec: { ports: [] }\n---\n";
    const on = scene(ledger + object("Sidecar", '{ egress: [{ hosts: ["./*"] }] }'), { host: other });
    expect(mended(hidden("spec.egress[0].hosts"), on)).toEqual([{ egress: [{ hosts: ["./*", `bank/${other}`] }] }]);
  });

  it("imports an outside host from where it is registered", () => {
    const entry = object("ServiceEntry", "{ hosts: [api.example.com] }", "api", "egress");
    const on = scene(entry + object("Sidecar", '{ egress: [{ hosts: ["./*"] }] }'), { host: "api.example.com" });
    expect(mended(hidden("spec.egress[0].hosts"), on)).toEqual([
      { egress: [{ hosts: ["./*", "egress/api.example.com"] }] },
    ]);
  });

  it("has nothing to import for a host that nobody knows", () => {
    const on = scene(object("Sidecar", '{ egress: [{ hosts: ["./*"] }] }'), { host: "nobody.example.com" });
    expect(putInForce(hidden("spec.egress[0].hosts"), on)).toEqual([]);
  });

  it("imports the VirtualService that it leaves out, by its full host", () => {
    const routing: Ref = { apiVersion: istio, kind: "VirtualService", namespace: "edge", name: "payment" };
    const on = scene(object("Sidecar", '{ egress: [{ hosts: ["./*"] }] }'));
    const short = hidden("spec.egress[0].hosts", "egress", [field(routing, "spec.hosts[0]", "payment")]);
    const full = hidden("spec.egress[0].hosts", "egress", [field(routing, "spec.hosts[0]", "a.example.com")]);
    expect(mended(short, on)).toEqual([{ egress: [{ hosts: ["./*", "edge/payment.edge.svc.cluster.local"] }] }]);
    expect(mended(full, on)).toEqual([{ egress: [{ hosts: ["./*", "edge/a.example.com"] }] }]);
  });

  it("spells an entry right", () => {
    const on = scene(object("Sidecar", '{ egress: [{ hosts: ["./*", "payment"] }] }'));
    expect(mended(hidden("spec.egress[0].hosts[1]"), on)).toEqual([{ egress: [{ hosts: ["./*", `shop/${host}`] }] }]);
  });

  it("does not take it out again", () => {
    const on = scene(object("Sidecar", '{ egress: [{ hosts: ["*/*", "~shop/*"] }] }'));
    expect(mended(hidden("spec.egress[0].hosts[1]"), on)).toEqual([{ egress: [{ hosts: ["*/*"] }] }]);
  });

  it("serves every port", () => {
    const on = scene(object("Sidecar", '{ egress: [{ port: { number: 9090 }, hosts: ["*/*"] }] }'));
    expect(mended(hidden("spec.egress[0].port.number", "port"), on)).toEqual([{ egress: [{ hosts: ["*/*"] }] }]);
  });

  it("gets another listener where none serves the port", () => {
    const on = scene(object("Sidecar", '{ egress: [{ port: { number: 9090 }, hosts: ["*/*"] }] }'));
    expect(mended(hidden("spec.egress"), on)).toEqual([
      { egress: [{ port: { number: 9090 }, hosts: ["*/*"] }, { hosts: [`shop/${host}`] }] },
    ]);
  });
});

describe("what is not exported", () => {
  it.each([
    ["[.]", [".", "shop"]],
    ["[bank]", ["bank", "shop"]],
    ['["~"]', [".", "shop"]],
    ['["~", bank]', ["bank", "shop"]],
  ])("%s is exported to the caller too", (exportTo, wanted) => {
    const on = scene(object("ServiceEntry", `{ hosts: [a.example.com], exportTo: ${exportTo} }`));
    expect(mended(inert("ServiceEntry", "export", "spec.exportTo"), on)).toMatchObject([{ exportTo: wanted }]);
  });

  it("by the mesh's default says otherwise for itself", () => {
    const on = scene(object("VirtualService", "{ hosts: [payment] }"));
    expect(mended(inert("VirtualService", "export", "spec.exportTo"), on)).toMatchObject([{ exportTo: [".", "shop"] }]);
  });

  it.each([
    [".", ".,shop"],
    ["~", ".,shop"],
    ["bank, ops", "bank,ops,shop"],
  ])("Service %s is exported by its annotation", (old, wanted) => {
    const ref = { ...service.ref, name: "payment" };
    const path = 'metadata.annotations["networking.istio.io/exportTo"]';
    const yaml = `apiVersion: v1\nkind: Service\nmetadata: { name: payment, namespace: shop, annotations: { networking.istio.io/exportTo: "${old}" } }\nspec: { ports: [] }\n`;
    const [proposal] = putInForce({ ref, path, reason: "export", why: "", evidence: [] }, scene(yaml));
    const [change] = proposal?.changes ?? [];
    expect(change).toMatchObject({
      ref,
      patch: [
        { op: "test", value: old },
        { op: "replace", value: wanted },
      ],
    });
  });

  it("goes to no caller by another field of the mesh", () => {
    const ref = { apiVersion: "v1", kind: "ConfigMap", namespace: "istio-system", name: "istio" };
    const one: Inert = { ref, path: "mesh.defaultVirtualServiceExportTo", reason: "export", why: "", evidence: [] };
    expect(putInForce(one, scene(""))).toEqual([]);
  });
});

describe("a namespace that istiod overlooks", () => {
  const map = (selectors: string) =>
    `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: istio, namespace: istio-system }\nmesh: { discoverySelectors: ${selectors} }\n---\n`;
  const namespace = "apiVersion: v1\nkind: Namespace\nmetadata: { name: shop, labels: { a: old } }\n---\n";
  const hidden = inert("VirtualService", "hidden-namespace", "metadata.namespace");

  it("gets the labels that a selector asks for", () => {
    const [proposal] = putInForce(hidden, scene(map("[{ matchLabels: { a: new, b/c: x } }]") + namespace));
    expect(proposal?.changes).toMatchObject([
      {
        ref: { kind: "Namespace", namespace: "", name: "shop" },
        patch: [
          { op: "test", path: "/metadata/labels", value: { a: "old" } },
          { op: "add", path: "/metadata/labels/a", value: "new" },
          { op: "add", path: "/metadata/labels/b~1c", value: "x" },
        ],
      },
    ]);
  });

  it.each([
    ["was not read", map("[{ matchLabels: { a: new } }]")],
    [
      "is asked for by expressions",
      map("[{ matchLabels: { a: new }, matchExpressions: [{ key: x, operator: Exists }] }]") + namespace,
    ],
    ["has the labels already", map("[{ matchLabels: { a: old } }]") + namespace],
  ])("that %s is left alone", (_, yaml) => {
    expect(putInForce(hidden, scene(yaml))).toEqual([]);
  });
});

describe("a VirtualService", () => {
  it("is bound to the sidecars too", () => {
    const on = scene(object("VirtualService", "{ hosts: [payment], gateways: [public] }"));
    const unbound = inert("VirtualService", "gateways", "spec.gateways");
    expect(mended(unbound, on)).toMatchObject([{ gateways: ["public", "mesh"] }]);
  });

  it.each([
    ["[wrong/public]", ["edge/public"]],
    ["[mesh, gone]", ["mesh", "edge/public"]],
    ["[shop/other]", ["shop/other", "edge/public"]],
    ["[other]", ["other", "edge/public"]],
    ["[mesh]", ["mesh", "edge/public"]],
  ])("bound to %s is bound to the gateway that was passed", (gateways, wanted) => {
    const other = object("Gateway", "{ servers: [] }", "other");
    const on = scene(other + object("VirtualService", `{ hosts: [payment], gateways: ${gateways} }`), {
      way: throughGateway,
    });
    const unbound = inert("VirtualService", "gateways", "spec.gateways");
    expect(mended(unbound, on)).toMatchObject([{ gateways: wanted }]);
  });

  it("that names no gateways keeps the sidecars", () => {
    const on = scene(object("VirtualService", "{ hosts: [payment] }"), { way: throughGateway });
    const unbound = inert("VirtualService", "gateways", "spec.gateways");
    expect(mended(unbound, on)).toMatchObject([{ gateways: ["mesh", "edge/public"] }]);
  });

  it.each([
    ["the service", [], host],
    ["what was asked for at the gateway", throughGateway, flow.host],
  ])("spells its host as %s", (_, way, wanted) => {
    const on = scene(object("VirtualService", "{ hosts: [paymint] }"), { way });
    expect(mended(inert("VirtualService", "host", "spec.hosts[0]"), on)).toMatchObject([{ hosts: [wanted] }]);
  });

  const matching = (match: string) =>
    object(
      "VirtualService",
      `{ hosts: [payment], http: [{ match: [${match}], route: [{ destination: { host: payment } }] }] }`,
    );
  const at = (member: string, reason: Inert["reason"]) =>
    inert("VirtualService", reason, `spec.http[0].match[0].${member}`);
  const matches = (one: Inert, on: Scene): unknown =>
    (mended(one, on)[0] as { http: { match: unknown }[] }).http[0]?.match;

  it("matches the port that callers dial", () => {
    expect(matches(at("port", "port"), scene(matching("{ port: 1, name: a }")))).toEqual([
      { port: flow.port, name: "a" },
    ]);
  });

  it("matches at the sidecars, or at the gateway that was passed", () => {
    const yaml = matching("{ gateways: [other] }");
    expect(matches(at("gateways", "gateways"), scene(yaml))).toEqual([{ gateways: ["other", "mesh"] }]);
    const passed = scene(yaml, { way: throughGateway });
    expect(matches(at("gateways", "gateways"), passed)).toEqual([{ gateways: ["other", "edge/public"] }]);
  });

  it("matches the caller's namespace beside the one that is written", () => {
    expect(matches(at("sourceNamespace", "namespace"), scene(matching("{ name: a, sourceNamespace: bank }")))).toEqual([
      { name: "a", sourceNamespace: "bank" },
      { name: "a", sourceNamespace: "shop" },
    ]);
  });

  it.each([
    [{ version: "v1", app: "checkout" }, { app: "checkout" }],
    [{ "app.kubernetes.io/name": "checkout" }, { "app.kubernetes.io/name": "checkout" }],
    [{ "service.istio.io/canonical-name": "checkout" }, { "service.istio.io/canonical-name": "checkout" }],
  ])("matches the caller with the labels %o beside the one that is written", (labels, wanted) => {
    const [client] = pair.clients;
    if (client === undefined) throw new Error("nobody calls");
    const on = scene(matching("{ sourceLabels: { app: frontend } }"), {
      pair: { ...pair, clients: [{ ...client, labels }] },
    });
    expect(matches(at("sourceLabels", "selector"), on)).toEqual([
      { sourceLabels: { app: "frontend" } },
      { sourceLabels: wanted },
    ]);
  });

  it("matches no caller by labels that a rollout changes", () => {
    const on = scene(matching("{ sourceLabels: { app: frontend } }"), { pair: { ...pair, clients: [] } });
    expect(putInForce(at("sourceLabels", "selector"), on)).toEqual([]);
  });

  const winner: Ref = { apiVersion: istio, kind: "VirtualService", namespace: "shop", name: "winner" };
  const beaten = inert("VirtualService", "overridden", "spec.hosts", [field(winner, "spec.hosts", "payment")]);
  const owning = object("VirtualService", "{ hosts: [payment], http: [{ name: a, redirect: { uri: /a } }] }", "winner");

  it("that lost gives its routes to the one that owns the host", () => {
    const on = scene(owning + object("VirtualService", "{ hosts: [payment], http: [{ name: b }, { name: c }] }"));
    const merged = { http: [{ name: "a" }, { name: "b" }, { name: "c" }] };
    expect(mended(beaten, on)).toMatchObject([merged]);
  });

  it.each([
    "mirror: { host: x }",
    "mirrors: [{ destination: { host: x } }]",
    "corsPolicy: {}",
    "retries: {}",
    "delegate: { name: x }",
  ])("with %s is not copied, since not all of it is read", (member) => {
    const on = scene(owning + object("VirtualService", `{ hosts: [payment], http: [{ ${member} }] }`));
    expect(putInForce(beaten, on)).toEqual([]);
  });

  it.each([
    ["nobody won", inert("VirtualService", "overridden", "spec.hosts"), "{ hosts: [payment], http: [{ name: b }] }"],
    ["it has no routes", beaten, "{ hosts: [payment] }"],
    ["a field that stands for nothing", inert("VirtualService", "delegate", "spec.http[0].delegate"), "{ hosts: [] }"],
  ])("is left alone where %s", (_, one, spec) => {
    expect(putInForce(one, scene(owning + object("VirtualService", spec)))).toEqual([]);
  });
});

describe("a DestinationRule", () => {
  const rule = (spec: string, namespace = "shop") => object("DestinationRule", spec, "it", namespace);
  const subsets =
    "subsets: [{ name: v1, labels: { version: v1 }, trafficPolicy: { tls: { mode: DISABLE } } }, { name: all }]";
  const declared = {
    host,
    subsets: [
      { name: "v1", labels: { version: "v1" } },
      { name: "all", labels: {} },
    ],
  };

  it("writes its host in full", () => {
    const on = scene(rule("{ host: payment.shop }"));
    expect(mended(inert("DestinationRule", "host", "spec.host"), on)).toEqual([{ host }]);
  });

  it("holds for every client", () => {
    const on = scene(rule("{ host: payment, workloadSelector: { matchLabels: { app: x } } }"));
    expect(mended(inert("DestinationRule", "selector", "spec.workloadSelector"), on)).toEqual([{ host: "payment" }]);
  });

  it("is declared again where the service is", () => {
    const stray = { ...inert("DestinationRule", "namespace", "metadata.namespace") };
    const on = scene(rule(`{ host: ${host}, ${subsets} }`, "bank"));
    const [proposal] = putInForce({ ...stray, ref: { ...stray.ref, namespace: "bank" } }, on);
    expect(proposal?.changes).toMatchObject([
      { kind: "create", ref: { namespace: "shop", name: "it" }, object: { spec: declared } },
    ]);
  });

  it("is declared again where the caller is, under a name that is free", () => {
    const [client] = pair.clients;
    if (client === undefined) throw new Error("nobody calls");
    const on = scene(rule(`{ host: payment, ${subsets} }`) + rule("{ host: other }", "bank"), {
      pair: { ...pair, clients: [{ ...client, namespace: "bank" }] },
    });
    const [proposal] = putInForce(inert("DestinationRule", "overridden", "spec.host"), on);
    expect(proposal?.changes).toMatchObject([
      {
        kind: "create",
        ref: { namespace: "bank", name: "it-subsets" },
        object: { metadata: { namespace: "bank", name: "it-subsets" }, spec: declared },
      },
    ]);
  });

  it("that was not read, or is idle for another reason, is left alone", () => {
    expect(putInForce(inert("DestinationRule", "host", "spec.host"), scene(""))).toEqual([]);
    const on = scene(rule("{ host: payment }"));
    expect(putInForce(inert("DestinationRule", "invalid", "spec"), on)).toEqual([]);
    expect(putInForce(inert("DestinationRule", "selector", "spec.workloadSelector"), on)).toEqual([]);
  });
});

describe("a Gateway", () => {
  const labels = { istio: "ingressgateway" };
  const [client] = pair.clients;
  if (client === undefined) throw new Error("nobody calls");
  const atGateway = { ...pair, clients: [{ ...client, labels }] };
  const gateway = (spec: string) => object("Gateway", spec);

  it("selects the gateway's pods", () => {
    const on = scene(gateway("{ selector: { istio: ingress }, servers: [] }"), { pair: atGateway });
    expect(mended(inert("Gateway", "selector", "spec.selector.istio"), on)).toMatchObject([{ selector: labels }]);
  });

  it("selects by no label that they have not", () => {
    const on = scene(gateway("{ selector: { app: x, istio: ingressgateway }, servers: [] }"), { pair: atGateway });
    expect(mended(inert("Gateway", "selector", "spec.selector.app"), on)).toMatchObject([{ selector: labels }]);
  });

  const server = (number: number) => `{ servers: [{ port: { number: ${number} }, hosts: [a.example.com] }] }`;
  const closed = inert("Gateway", "port", "spec.servers[0].port.number");
  const front = (selector: string) =>
    `apiVersion: v1\nkind: Service\nmetadata: { name: gateway, namespace: shop }\nspec: { selector: ${selector}, ports: [{ port: 443 }] }\n---\n`;

  it("has its port opened on the Service in front", () => {
    const on = scene(gateway(server(flow.port)) + front("{ istio: ingressgateway }"), { pair: atGateway });
    const port = { name: `port-${flow.port}`, port: flow.port, targetPort: flow.port };
    expect(mended(closed, on)).toMatchObject([{ ports: [{ port: 443 }, port] }]);
  });

  it.each(["{ istio: other }", "{}"])("has nothing opened on a Service that selects %s", (selector) => {
    expect(putInForce(closed, scene(gateway(server(flow.port)) + front(selector), { pair: atGateway }))).toEqual([]);
  });

  it("opens the port that was asked for", () => {
    const on = scene(gateway(server(9999)), { pair: atGateway });
    expect(mended(closed, on)).toMatchObject([{ servers: [{ port: { number: flow.port } }] }]);
  });

  it("takes the host in, for the namespace whose routes it is kept from", () => {
    const on = scene(gateway(server(80)));
    const routing: Ref = { apiVersion: istio, kind: "VirtualService", namespace: "team", name: "a" };
    const evidence = [field(routing, "spec.hosts", [flow.host])];
    expect(mended(inert("Gateway", "host", "spec.servers[0].hosts", evidence), on)).toMatchObject([
      { servers: [{ hosts: ["a.example.com", flow.host] }] },
    ]);
    expect(mended(inert("Gateway", "namespace", "spec.servers[0].hosts", evidence), on)).toMatchObject([
      { servers: [{ hosts: ["a.example.com", `team/${flow.host}`] }] },
    ]);
  });

  it("that an older one beat is left alone", () => {
    expect(putInForce(inert("Gateway", "overridden", "spec.servers[0]"), scene(gateway(server(80))))).toEqual([]);
  });
});

describe("chargesOf()", () => {
  it("offers each object with what would put it in force, and names its rivals", () => {
    const rival: Ref = { apiVersion: istio, kind: "VirtualService", namespace: "shop", name: "winner" };
    const evidence = [field(rival, "spec.hosts", "payment")];
    const first = inert("VirtualService", "gateways", "spec.gateways", evidence);
    const second = inert("WasmPlugin", "invalid", "spec");
    const on = scene(object("VirtualService", "{ hosts: [payment], gateways: [public] }"));
    const charges = chargesOf([first, second], on, ({ ref, why }) => `${ref.kind}: ${why}`);
    expect(charges).toMatchObject([
      {
        summary: "VirtualService: it is not",
        resource: { ref: first.ref, path: "spec.gateways" },
        related: [{ ref: rival, path: "spec.hosts" }],
        evidence,
        proposals: [{ summary: expect.stringContaining("add mesh") }],
      },
      { resource: { ref: second.ref }, related: [], proposals: [] },
    ]);
  });
});
