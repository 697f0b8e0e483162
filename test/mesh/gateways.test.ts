import { describe, expect, test } from "vitest";
import { boundHosts } from "../../src/mesh/gateway-bound-hosts.ts";
import { gatewayCredential } from "../../src/mesh/gateway-credential.ts";
import { gatewayHostInert } from "../../src/mesh/gateway-inert.ts";
import { gatewayListener } from "../../src/mesh/gateway-listener.ts";
import { gatewayServers } from "../../src/mesh/gateway-servers.ts";
import {
  gatewayTcpRoute,
  gatewayTlsRoutes,
  gatewayVirtualHosts,
  virtualHostFor,
} from "../../src/mesh/gateway-virtual-hosts.ts";
import { gatewayWorkload } from "../../src/mesh/gateway-workload.ts";
import { workloadOf } from "../../src/mesh/workloads.ts";
import type { Kind } from "../../src/model/resource-kinds.ts";
import { first, yamlMesh } from "./yaml-mesh.ts";

const base = `
apiVersion: v1
kind: Pod
metadata: {name: ingress-1, namespace: istio-system, labels: {istio: ingressgateway}}
spec: {containers: [{name: istio-proxy, args: [proxy, router], ports: [{name: tls, containerPort: 8443}]}]}
---
apiVersion: v1
kind: Service
metadata: {name: ingress, namespace: istio-system}
spec:
  selector: {istio: ingressgateway}
  ports:
  - {name: http, port: 80, targetPort: 8080}
  - {name: https, port: 443, targetPort: tls}
  - {name: tcp, port: 31400}
`;

let made = 0;

/** One object; a name like `ns/name`. Each is a second younger than the one before. */
function object(kind: string, name: string, body: string, apiVersion = "networking.istio.io/v1"): string {
  const [namespace, own] = name.split("/");
  const at = new Date(Date.UTC(2026, 0, 1) + 1000 * made++).toISOString();
  return `---\napiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: ${own}, namespace: ${namespace}, creationTimestamp: "${at}"}\n${body}\n`;
}

function gateway(name: string, servers: string, selector = "{istio: ingressgateway}"): string {
  return object("Gateway", name, `spec: {selector: ${selector}, servers: [${servers}]}`);
}

function virtualService(name: string, spec: string): string {
  return object("VirtualService", name, `spec: {${spec}}`);
}

function secret(name: string, data: string, type = "Opaque"): string {
  return object("Secret", name, `type: ${type}\ndata: ${data}`, "v1");
}

const http = (hosts: string, number = 80): string =>
  `{port: {number: ${number}, name: http, protocol: HTTP}, hosts: ${hosts}}`;
const https = (hosts: string, more = "mode: SIMPLE, credentialName: cert"): string =>
  `{port: {number: 443, name: https, protocol: HTTPS}, hosts: ${hosts}, tls: {${more}}}`;
const tcp = `{port: {number: 31400, name: tcp, protocol: TCP}, hosts: ["*"]}`;
const to = (host: string): string => `http: [{route: [{destination: {host: ${host}}}]}]`;

function world(objects: readonly string[], unread: readonly Kind[] = []) {
  const mesh = yamlMesh(base + objects.join(""), unread);
  const workload = gatewayWorkload(mesh, workloadOf(mesh, first(mesh, "Pod")));
  return { mesh, workload };
}

function listen(objects: readonly string[], port: number, unread: readonly Kind[] = []) {
  const { mesh, workload } = world(objects, unread);
  const found = gatewayListener(mesh, workload, port);
  return {
    ...found,
    servers: found.listening.map(({ gateway: name, path, form }) => `${name} ${path} ${form}`),
    inertAt: found.inert.map(({ ref, path, reason }) => `${reason} ${ref.namespace}/${ref.name} ${path}`),
  };
}

describe("gatewayServers()", () => {
  test.each<[string, readonly string[], readonly string[]]>([
    ["selects across namespaces", [gateway("a/g", http('["*"]'))], ["a/g http 8080"]],
    ["selects with an empty selector", [gateway("a/g", http('["*"]'), "{}")], ["a/g http 8080"]],
    ["leaves out other selectors", [gateway("a/g", http('["*"]'), "{istio: egressgateway}")], []],
    ["maps a Service's port", [gateway("a/g", http('["*"]', 80))], ["a/g http 8080"]],
    ["keeps a port that no Service has", [gateway("a/g", http('["*"]', 9999))], ["a/g http 9999"]],
    ["resolves a named target port", [gateway("a/g", https('["*"]'))], ["a/g https 8443"]],
    [
      "merges HTTP on one port",
      [gateway("a/g", http('["*"]')), gateway("b/g", http('["*"]'))],
      ["a/g http 8080", "b/g http 8080"],
    ],
    [
      "merges HTTP by service port and by target port",
      [gateway("a/g", http('["*"]')), gateway("b/g", http('["*"]', 8080))],
      ["a/g http 8080", "b/g http 8080"],
    ],
    [
      "drops a younger HTTP server after TCP",
      [gateway("a/g", tcp), gateway("b/g", http('["*"]', 31400))],
      ["a/g tcp 31400"],
    ],
    [
      "drops a younger TCP server after HTTP",
      [gateway("a/g", http('["*"]', 31400)), gateway("b/g", tcp)],
      ["a/g http 31400"],
    ],
    [
      "drops a host that has TLS already",
      [gateway("a/g", https('["a.com"]')), gateway("b/g", https('["b.com", "a.com"]'))],
      ["a/g https 8443"],
    ],
    [
      "keeps other TLS hosts",
      [gateway("a/g", https('["a.com"]')), gateway("b/g", https('["b.com"]'))],
      ["a/g https 8443", "b/g https 8443"],
    ],
    [
      "drops a second HTTPS server of one name",
      [gateway("a/g", `${https('["a.com"]')}, ${https('["b.com"]')}`)],
      ["a/g https 8443"],
    ],
    ["knows passthrough", [gateway("a/g", https('["*"]', "mode: PASSTHROUGH"))], ["a/g passthrough 8443"]],
    [
      "takes TLS settings without a mode for passthrough",
      [gateway("a/g", https('["*"]', "credentialName: cert"))],
      ["a/g passthrough 8443"],
    ],
    [
      "knows terminated TLS",
      [gateway("a/g", '{port: {number: 443, name: tls, protocol: TLS}, hosts: ["*"], tls: {mode: SIMPLE}}')],
      ["a/g tls 8443"],
    ],
  ])("%s", (_, objects, expected) => {
    const { mesh, workload } = world(objects);
    const { servers } = gatewayServers(mesh, workload);
    expect(servers.map(({ gateway: name, form, port }) => `${name} ${form} ${port}`)).toEqual(expected);
  });

  test("says which older server a dropped one loses to", () => {
    const { mesh, workload } = world([gateway("a/g", tcp), gateway("b/g", http('["*"]', 31400))]);
    const [dropped] = gatewayServers(mesh, workload).overridden;
    expect(dropped).toMatchObject({
      reason: "overridden",
      path: "spec.servers[0]",
      ref: { namespace: "b", name: "g" },
    });
    expect(dropped?.why).toContain("a/g");
  });

  test("ignores Gateways in namespaces that discovery selectors hide", () => {
    const hidden = `---\n${JSON.stringify({ apiVersion: "v1", kind: "Namespace", metadata: { name: "a", labels: {} } })}\n`;
    const map = `---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: istio, namespace: istio-system}\ndata: {mesh: "discoverySelectors: [{matchLabels: {mesh: in}}]"}\n`;
    const { mesh, workload } = world([hidden, map, gateway("a/g", http('["*"]'))]);
    expect(gatewayServers(mesh, workload).servers).toEqual([]);
  });
});

describe("gatewayListener()", () => {
  test("finds the servers behind a Service's port", () => {
    const found = listen([gateway("a/g", `${http('["*"]')}, ${https('["*"]')}`)], 443);
    expect(found).toMatchObject({ targetPort: 8443, servers: ["a/g spec.servers[1] https"], inert: [] });
    expect(found.service).toMatchObject({ ref: { kind: "Service" }, path: "spec.ports[1]" });
  });

  test("finds nobody on a port that the Service does not have, and the server that is cut off", () => {
    const found = listen([gateway("a/g", `${http('["*"]')}, ${http('["*"]', 9999)}`)], 9999);
    expect(found).toMatchObject({
      targetPort: undefined,
      servers: [],
      inertAt: ["port a/g spec.servers[1].port.number"],
    });
  });

  test("takes the port for the pod's own where no Service leads to the gateway", () => {
    const mesh = yamlMesh(base.split("---")[0] + gateway("a/g", http('["*"]', 8080)));
    const found = gatewayListener(mesh, gatewayWorkload(mesh, workloadOf(mesh, first(mesh, "Pod"))), 8080);
    expect(found).toMatchObject({ targetPort: 8080, service: undefined });
    expect(found.listening).toHaveLength(1);
  });

  test("names a Gateway whose selector misses", () => {
    const found = listen([gateway("a/g", http('["*"]'), "{istio: ingresgateway}")], 80);
    expect(found).toMatchObject({ servers: [], inertAt: ["selector a/g spec.selector.istio"] });
  });

  test("does not name a Gateway that another gateway serves", () => {
    const other = `---\napiVersion: v1\nkind: Pod\nmetadata: {name: egress-1, namespace: istio-system, labels: {istio: egressgateway}}\nspec: {containers: [{name: istio-proxy, args: [proxy, router]}]}\n`;
    const objects = [other, gateway("a/g", http('["*"]'), "{istio: egressgateway}")];
    const { mesh } = world(objects);
    const ingress = mesh.all("Pod").find(({ metadata }) => metadata.name === "ingress-1") ?? first(mesh, "Pod");
    expect(gatewayListener(mesh, gatewayWorkload(mesh, workloadOf(mesh, ingress)), 80).inert).toEqual([]);
  });

  test.each<[string, string, number, number]>([
    ["TCP without a route", tcp, 31400, 0],
    ["passthrough without a route", https('["*"]', "mode: PASSTHROUGH"), 443, 0],
    ["HTTP without a route", http('["*"]'), 80, 1],
  ])("opens for %s", (_, server, port, count) => {
    const found = listen([gateway("a/g", server)], port);
    expect(found.listening).toHaveLength(count);
    expect(found.routeless).toHaveLength(1 - count);
  });

  test("says which servers clash by SNI", () => {
    const found = listen([gateway("a/g", https('["./*"]')), gateway("b/g", https('["./*"]'))], 443);
    expect(found.clashing).toHaveLength(2);
  });

  test("says that the Gateway API is not modelled", () => {
    const pod = base.replace(
      "istio: ingressgateway}}\nspec: {c",
      "istio: ingressgateway, gateway.networking.k8s.io/gateway-name: gw}}\nspec: {c",
    );
    const api = object(
      "Gateway",
      "istio-system/gw",
      "spec: {gatewayClassName: istio, listeners: []}",
      "gateway.networking.k8s.io/v1",
    );
    const mesh = yamlMesh(pod + api);
    const found = gatewayListener(mesh, gatewayWorkload(mesh, workloadOf(mesh, first(mesh, "Pod"))), 80);
    expect(found.notModelled).toMatchObject([{ ref: { name: "gw" }, path: "spec.listeners" }]);
  });

  test("passes the gap on where Gateways were not read", () => {
    expect(listen([], 80, ["Gateway"]).gap?.kind).toBe("Gateway");
  });
});

describe("gatewayVirtualHosts()", () => {
  function find(objects: readonly string[], host: string) {
    const { mesh, workload } = world(objects);
    const { listening } = gatewayListener(mesh, workload, 80);
    const found = virtualHostFor(gatewayVirtualHosts(mesh, workload.namespace, listening), host);
    return (
      found && {
        host: found.host,
        to: found.bindings.map(({ virtualService: { metadata } }) => `${metadata.namespace}/${metadata.name}`),
        redirect: found.redirect?.path,
      }
    );
  }

  test.each<[string, readonly string[], string, unknown]>([
    [
      "a host on both sides",
      [gateway("a/g", http('["a.com"]')), virtualService("a/v", `hosts: [a.com], gateways: [g], ${to("x")}`)],
      "a.com",
      { host: "a.com", to: ["a/v"] },
    ],
    [
      "whatever the case and port",
      [gateway("a/g", http('["A.com"]')), virtualService("a/v", `hosts: [a.COM], gateways: [g], ${to("x")}`)],
      "a.Com:8080",
      { host: "a.com", to: ["a/v"] },
    ],
    [
      "the narrower of two wildcards",
      [gateway("a/g", http('["*.com"]')), virtualService("a/v", `hosts: ["*"], gateways: [g], ${to("x")}`)],
      "b.com",
      { host: "*.com", to: ["a/v"] },
    ],
    [
      "the most specific host first",
      [
        gateway("a/g", http('["*"]')),
        virtualService("a/v", `hosts: ["*"], gateways: [g], ${to("x")}`),
        virtualService("a/w", `hosts: [b.com], gateways: [g], ${to("x")}`),
      ],
      "b.com",
      { host: "b.com", to: ["a/w"] },
    ],
    [
      "several VirtualServices of one host",
      [
        gateway("a/g", http('["*"]')),
        virtualService("a/v", `hosts: [b.com], gateways: [g], ${to("x")}`),
        virtualService("b/w", `hosts: [b.com], gateways: [a/g], ${to("x")}`),
      ],
      "b.com",
      { host: "b.com", to: ["a/v", "b/w"] },
    ],
    [
      "private VirtualServices before public ones",
      [
        gateway("a/g", http('["*"]')),
        virtualService("a/v", `hosts: [b.com], gateways: [g], ${to("x")}`),
        virtualService("b/w", `hosts: [b.com], gateways: [a/g], exportTo: [istio-system], ${to("x")}`),
      ],
      "b.com",
      { host: "b.com", to: ["b/w", "a/v"] },
    ],
    ["no VirtualService", [gateway("a/g", http('["*"]'))], "b.com", undefined],
    [
      "one for the mesh",
      [gateway("a/g", http('["*"]')), virtualService("a/v", `hosts: [b.com], ${to("x")}`)],
      "b.com",
      undefined,
    ],
    [
      "one for another Gateway",
      [gateway("a/g", http('["*"]')), virtualService("b/v", `hosts: [b.com], gateways: [g], ${to("x")}`)],
      "b.com",
      undefined,
    ],
    [
      "one that is not exported",
      [
        gateway("a/g", http('["*"]')),
        virtualService("a/v", `hosts: [b.com], gateways: [g], exportTo: ["."], ${to("x")}`),
      ],
      "b.com",
      undefined,
    ],
    [
      "one that the server does not cover",
      [gateway("a/g", http('["a.com"]')), virtualService("a/v", `hosts: [b.com], gateways: [g], ${to("x")}`)],
      "b.com",
      undefined,
    ],
    [
      "a host kept for the own namespace",
      [gateway("a/g", http('["./*"]')), virtualService("b/v", `hosts: [b.com], gateways: [a/g], ${to("x")}`)],
      "b.com",
      undefined,
    ],
    [
      "a host kept for that namespace",
      [gateway("a/g", http('["b/*"]')), virtualService("b/v", `hosts: [b.com], gateways: [a/g], ${to("x")}`)],
      "b.com",
      { host: "b.com", to: ["b/v"] },
    ],
    [
      "the legacy name of a Gateway",
      [
        gateway("a/g", http('["*"]')),
        virtualService("b/v", `hosts: [b.com], gateways: [g.a.svc.cluster.local], ${to("x")}`),
      ],
      "b.com",
      { host: "b.com", to: ["b/v"] },
    ],
  ])("%s", (_, objects, host, expected) => {
    const found = find(objects, host);
    if (expected === undefined) expect(found).toBeUndefined();
    else expect(found).toMatchObject(expected as object);
  });

  test("redirects with and without a VirtualService", () => {
    const redirecting = gateway(
      "a/g",
      "{port: {number: 80, name: http, protocol: HTTP}, hosts: [a.com, b.com], tls: {httpsRedirect: true}}",
    );
    const objects = [redirecting, virtualService("a/v", `hosts: [a.com], gateways: [g], ${to("x")}`)];
    expect(find(objects, "a.com")).toMatchObject({ to: ["a/v"], redirect: "spec.servers[0].tls.httpsRedirect" });
    expect(find(objects, "b.com")).toMatchObject({ to: [], redirect: "spec.servers[0].tls.httpsRedirect" });
  });
});

describe("routes of bytes", () => {
  const route = "route: [{destination: {host: x}}]";

  test.each<[string, string, boolean]>([
    ["a route", `tcp: [{${route}}]`, true],
    ["a route for the port", `tcp: [{match: [{port: 31400}], ${route}}]`, true],
    ["a route for another port", `tcp: [{match: [{port: 1}], ${route}}]`, false],
    ["a route for the Gateway", `tcp: [{match: [{gateways: [g]}], ${route}}]`, true],
    ["a route for another Gateway", `tcp: [{match: [{gateways: [other]}], ${route}}]`, false],
    ["http only", to("x"), false],
  ])("gatewayTcpRoute() with %s", (_, spec, expected) => {
    const { mesh, workload } = world([
      gateway("a/g", tcp),
      virtualService("a/v", `hosts: ["*"], gateways: [g], ${spec}`),
    ]);
    const [server] = gatewayServers(mesh, workload).servers;
    expect(server && gatewayTcpRoute(mesh, "istio-system", server)?.spot.path).toBe(
      expected ? "spec.tcp[0]" : undefined,
    );
  });

  test("gatewayTlsRoutes() gives an SNI name to the first that claims it", () => {
    const tls = (name: string): string =>
      virtualService(name, `hosts: [a.com], gateways: [a/g], tls: [{match: [{sniHosts: [a.com]}], ${route}}]`);
    const { mesh, workload } = world([gateway("a/g", https('["*"]', "mode: PASSTHROUGH")), tls("a/v"), tls("b/w")]);
    const [server] = gatewayServers(mesh, workload).servers;
    const routes = server === undefined ? [] : gatewayTlsRoutes(mesh, "istio-system", server);
    expect(routes.map(({ spot, sniHosts }) => [spot.ref.name, ...sniHosts])).toEqual([["v", "a.com"]]);
  });
});

describe("gatewayHostInert()", () => {
  function inert(objects: readonly string[], host = "b.com") {
    const { mesh, workload } = world(objects);
    const { listening, targetPort } = gatewayListener(mesh, workload, 80);
    return gatewayHostInert(mesh, workload, { servicePort: 80, targetPort, host }, listening).map(
      ({ ref, path, reason }) => `${reason} ${ref.kind} ${ref.namespace}/${ref.name} ${path}`,
    );
  }

  test.each<[string, readonly string[], readonly string[]]>([
    [
      "a Gateway named without its namespace",
      [gateway("a/g", http('["*"]')), virtualService("b/v", `hosts: [b.com], gateways: [g], ${to("x")}`)],
      ["gateways VirtualService b/v spec.gateways"],
    ],
    [
      "no Gateway named",
      [gateway("a/g", http('["*"]')), virtualService("b/v", `hosts: [b.com], ${to("x")}`)],
      ["gateways VirtualService b/v spec.gateways"],
    ],
    [
      "not exported",
      [
        gateway("a/g", http('["*"]')),
        virtualService("a/v", `hosts: [b.com], gateways: [g], exportTo: ["."], ${to("x")}`),
      ],
      ["export VirtualService a/v spec.exportTo"],
    ],
    [
      "not covered",
      [gateway("a/g", http('["a.com"]')), virtualService("a/v", `hosts: [b.com], gateways: [g], ${to("x")}`)],
      ["host Gateway a/g spec.servers[0].hosts"],
    ],
    [
      "kept for another namespace",
      [gateway("a/g", http('["./*"]')), virtualService("b/v", `hosts: [b.com], gateways: [a/g], ${to("x")}`)],
      ["namespace Gateway a/g spec.servers[0].hosts"],
    ],
    [
      "a misspelt host",
      [gateway("a/g", http('["*"]')), virtualService("a/v", `hosts: [shop.exmaple.com], gateways: [g], ${to("x")}`)],
      ["host VirtualService a/v spec.hosts[0]"],
    ],
    [
      "bound to a Gateway that selects nothing",
      [
        gateway("a/g", http('["a.com"]')),
        gateway("b/g", http('["b.com"]'), "{istio: ingresgateway}"),
        virtualService("b/v", `hosts: [b.com], gateways: [g], ${to("x")}`),
      ],
      ["selector Gateway b/g spec.selector.istio"],
    ],
    [
      "nothing of that name",
      [gateway("a/g", http('["*"]')), virtualService("a/v", `hosts: [c.org], gateways: [g], ${to("x")}`)],
      [],
    ],
  ])("%s", (title, objects, expected) => {
    expect(inert(objects, title === "a misspelt host" ? "shop.example.com" : "b.com")).toEqual(expected);
  });
});

describe("boundHosts()", () => {
  const payment = "payment.shop.svc.cluster.local";

  function bound(objects: readonly string[], port: number) {
    const { mesh, workload } = world(objects);
    const { listening } = gatewayListener(mesh, workload, port);
    return boundHosts(mesh, workload.namespace, listening, [payment]).map(
      ({ host, virtualService: { metadata } }) => `${host} ${metadata.name}`,
    );
  }

  test("lists hosts that lead to the destination, the most specific first", () => {
    const objects = [
      gateway("shop/g", http('["*"]')),
      virtualService("shop/v", `hosts: ["*.com"], gateways: [g], ${to("payment")}`),
      virtualService("shop/w", `hosts: [a.com], gateways: [g], ${to(payment)}`),
      virtualService("shop/x", `hosts: [b.com], gateways: [g], ${to("other")}`),
      virtualService("shop/y", "hosts: [c.com], gateways: [g], http: [{delegate: {name: part}}]"),
      virtualService("shop/part", to("payment")),
    ];
    expect(bound(objects, 80)).toEqual(["a.com w", "c.com y", "*.com v"]);
  });

  test("lists SNI names and plain bytes", () => {
    const route = `route: [{destination: {host: ${payment}}}]`;
    const objects = [
      gateway("shop/g", `${https('["*"]', "mode: PASSTHROUGH")}, ${tcp}`),
      virtualService("shop/v", `hosts: [a.com], gateways: [g], tls: [{match: [{sniHosts: [a.com]}], ${route}}]`),
      virtualService("shop/w", `hosts: ["*"], gateways: [g], tcp: [{${route}}]`),
    ];
    expect(bound(objects, 443)).toEqual(["a.com v"]);
    expect(bound(objects, 31400)).toEqual(["* w"]);
  });
});

describe("gatewayCredential()", () => {
  const both = "{tls.crt: eA==, tls.key: eA==}";

  test.each<[string, string, readonly string[], readonly Kind[], string]>([
    [
      "a Secret beside the gateway",
      "mode: SIMPLE, credentialName: cert",
      [secret("istio-system/cert", both)],
      [],
      "present",
    ],
    [
      "generic keys",
      "mode: SIMPLE, credentialName: cert",
      [secret("istio-system/cert", "{cert: eA==, key: eA==}")],
      [],
      "present",
    ],
    ["a Secret elsewhere", "mode: SIMPLE, credentialName: cert", [secret("a/cert", both)], [], "missing"],
    [
      "a Secret without a key",
      "mode: SIMPLE, credentialName: cert",
      [secret("istio-system/cert", "{tls.crt: eA==}")],
      [],
      "missing",
    ],
    ["Secrets that were not read", "mode: SIMPLE, credentialName: cert", [], ["Secret"], "unknown"],
    [
      "mutual TLS with the authority",
      "mode: MUTUAL, credentialName: cert",
      [secret("istio-system/cert", "{tls.crt: eA==, tls.key: eA==, ca.crt: eA==}")],
      [],
      "present",
    ],
    [
      "mutual TLS with a second Secret",
      "mode: MUTUAL, credentialName: cert",
      [secret("istio-system/cert", both), secret("istio-system/cert-cacert", "{ca.crt: eA==}")],
      [],
      "present",
    ],
    [
      "mutual TLS without the authority",
      "mode: MUTUAL, credentialName: cert",
      [secret("istio-system/cert", both)],
      [],
      "missing",
    ],
    [
      "several Secrets",
      "mode: SIMPLE, credentialNames: [cert, other]",
      [secret("istio-system/cert", both)],
      [],
      "missing",
    ],
    ["a file", "mode: SIMPLE, serverCertificate: /etc/x", [], [], "none"],
    ["passthrough", "mode: PASSTHROUGH, credentialName: cert", [], [], "none"],
  ])("%s", (_, tls, objects, unread, status) => {
    const { mesh, workload } = world([gateway("a/g", https('["*"]', tls)), ...objects], unread);
    const [server] = gatewayServers(mesh, workload).servers;
    expect(server && gatewayCredential(mesh, "istio-system", server).status).toBe(status);
  });
});

describe("Ingresses", () => {
  const rules =
    "rules: [{host: a.com, http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: payment, port: {number: 80}}}}]}}]";
  const ingress = (spec: string): string => object("Ingress", "shop/i", `spec: {${spec}}`, "networking.k8s.io/v1");

  test("of Istio's class open 80 and, with TLS, 443", () => {
    const objects = [ingress(`ingressClassName: istio, ${rules}, tls: [{hosts: [a.com], secretName: cert}]`)];
    expect(listen(objects, 80).listening).toMatchObject([{ form: "http", ref: { kind: "Ingress", name: "i" } }]);
    expect(listen(objects, 443).listening).toMatchObject([{ form: "https", hosts: ["a.com"] }]);
    const { mesh, workload } = world(objects);
    const { listening } = gatewayListener(mesh, workload, 80);
    expect(boundHosts(mesh, "istio-system", listening, ["payment.shop.svc.cluster.local"])).toMatchObject([
      { host: "a.com" },
    ]);
  });

  test.each(["ingressClassName: nginx", "defaultBackend: {}"])("of another class open nothing: %s", (spec) => {
    expect(listen([ingress(`${spec}, ${rules}`)], 80).listening).toEqual([]);
  });
});
