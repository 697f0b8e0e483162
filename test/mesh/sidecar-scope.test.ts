import { describe, expect, test } from "vitest";
import { importsService } from "../../src/mesh/imports.ts";
import { importsVirtualService } from "../../src/mesh/imports-virtual-service.ts";
import { servicesNamed } from "../../src/mesh/registry.ts";
import { sidecarScope } from "../../src/mesh/sidecar-scope.ts";
import { whyHidden } from "../../src/mesh/why-hidden.ts";
import type { Mesh } from "../../src/model/mesh.ts";
import type { RegistryService } from "../../src/model/service.ts";
import type { ProxyView } from "../../src/model/workload.ts";
import { first, yamlMesh } from "./yaml-mesh.ts";

const checkout: ProxyView = { kind: "sidecar", namespace: "shop", labels: { app: "checkout", tier: "web" } };

describe("which Sidecar applies", () => {
  const mesh = yamlMesh(`
${sidecar("istio-system/root", "2020", "")}
---
${sidecar("istio-system/root-selecting", "2020", "workloadSelector: { labels: { app: checkout } }")}
---
${sidecar("shop/plain", "2021", "")}
---
${sidecar("shop/younger", "2022", "")}
---
${sidecar("shop/refunds", "2021", "workloadSelector: { labels: { app: refunds } }")}
---
${sidecar("shop/web", "2024", "workloadSelector: { labels: { tier: web } }")}
---
${sidecar("shop/checkout", "2023", "workloadSelector: { labels: { app: checkout } }")}
---
${sidecar("bare/selecting", "2023", "workloadSelector: { labels: { app: other } }")}
`);

  test.each<[string, ProxyView, string | undefined]>([
    ["the oldest whose selector matches", checkout, "checkout"],
    ["all labels of the selector count", { ...checkout, labels: { tier: "web" } }, "web"],
    ["else the oldest of the namespace without one", { ...checkout, labels: { app: "x" } }, "plain"],
    ["else the root namespace's without one", { ...checkout, namespace: "bare" }, "root"],
    ["in a namespace without Sidecars too", { ...checkout, namespace: "none" }, "root"],
    ["the root's with a selector serves the root's pods", { ...checkout, namespace: "istio-system" }, "root-selecting"],
    ["gateways ignore them", { ...checkout, kind: "gateway" }, undefined],
    ["waypoints ignore them", { ...checkout, kind: "waypoint" }, undefined],
  ])("%s", (_, view, wanted) => {
    expect(sidecarScope(mesh, view).sidecar?.metadata.name).toBe(wanted);
  });

  test("none: all is imported", () => {
    const { sidecar: none, listeners } = sidecarScope(yamlMesh(""), checkout);
    expect(none).toBeUndefined();
    expect(listeners).toMatchObject([{ imports: [{ namespace: "*", host: "*" }] }]);
  });
});

describe("outbound traffic policy", () => {
  const config = (mode: string): string => `
apiVersion: v1
kind: ConfigMap
metadata: { name: istio, namespace: istio-system }
data: { mesh: "outboundTrafficPolicy: { mode: ${mode} }" }`;

  test.each([
    ["the default", "", "ALLOW_ANY", undefined, undefined],
    ["the mesh's", config("REGISTRY_ONLY"), "REGISTRY_ONLY", "ConfigMap", "mesh.outboundTrafficPolicy.mode"],
    [
      "the Sidecar's before the mesh's",
      `${config("REGISTRY_ONLY")}\n---\n${sidecar("shop/a", "2020", "outboundTrafficPolicy: { mode: ALLOW_ANY }")}`,
      "ALLOW_ANY",
      "Sidecar",
      "spec.outboundTrafficPolicy.mode",
    ],
    [
      "a Sidecar's policy without a mode closes the door",
      sidecar("shop/a", "2020", "outboundTrafficPolicy: {}"),
      "REGISTRY_ONLY",
      "Sidecar",
      "spec.outboundTrafficPolicy.mode",
    ],
    [
      "a Sidecar that says nothing leaves it to the mesh",
      `${config("REGISTRY_ONLY")}\n---\n${sidecar("shop/a", "2020", "")}`,
      "REGISTRY_ONLY",
      "ConfigMap",
      "mesh.outboundTrafficPolicy.mode",
    ],
  ])("%s", (_, text, mode, kind, path) => {
    const { outbound } = sidecarScope(yamlMesh(text), checkout);
    expect(outbound.mode).toBe(mode);
    expect(outbound.spot?.ref.kind).toBe(kind);
    expect(outbound.spot?.path).toBe(path);
    expect(outbound.because).toHaveLength(1);
  });
});

const payment = "payment.bank.svc.cluster.local";
const services = `
apiVersion: v1
kind: Service
metadata: { name: payment, namespace: bank }
spec: { clusterIP: 10.0.0.1, ports: [{ port: 80, name: http }, { port: 9090, name: http-admin }] }
`;

describe("which services a Sidecar imports", () => {
  const egress = (...listeners: string[]): Mesh =>
    yamlMesh(`${services}---\n${sidecar("shop/scope", "2020", `egress: [${listeners.join(", ")}]`)}`);

  test.each<[string, Mesh, number | undefined, boolean, string?, string?]>([
    ["everything", egress('{ hosts: ["*/*"] }'), 80, true],
    ["the whole namespace", egress('{ hosts: ["bank/*"] }'), 80, true],
    ["the host itself", egress(`{ hosts: ["bank/${payment}"] }`), 80, true],
    ["the host in any namespace", egress(`{ hosts: ["*/${payment}"] }`), 80, true],
    ["a wildcard of its namespace", egress('{ hosts: ["bank/*.svc.cluster.local"] }'), 80, true],
    ["its own namespace only", egress('{ hosts: ["./*"] }'), 80, false, "egress", "spec.egress[0].hosts"],
    ["nothing", egress('{ hosts: ["~/*"] }'), 80, false, "egress", "spec.egress[0].hosts"],
    [
      "the host in another namespace",
      egress(`{ hosts: ["shop/${payment}"] }`),
      80,
      false,
      "egress",
      "spec.egress[0].hosts[0]",
    ],
    [
      "a short name, which is not expanded",
      egress('{ hosts: ["./*", "bank/payment"] }'),
      80,
      false,
      "egress",
      "spec.egress[0].hosts[1]",
    ],
    ["a dotted short name", egress('{ hosts: ["*/payment.bank"] }'), 80, false, "egress", "spec.egress[0].hosts[0]"],
    [
      "an entry without a namespace",
      egress(`{ hosts: ["${payment}"] }`),
      80,
      false,
      "egress",
      "spec.egress[0].hosts[0]",
    ],
    ["an entry with two slashes", egress('{ hosts: ["bank/payment/x"] }'), 80, false, "egress", "spec.egress[0].hosts"],
    [
      "all but this host",
      egress(`{ hosts: ["*/*", "~bank/${payment}"] }`),
      80,
      false,
      "egress",
      "spec.egress[0].hosts[1]",
    ],
    ["all but this namespace", egress('{ hosts: ["*/*", "~bank/*"] }'), 80, false, "egress", "spec.egress[0].hosts[1]"],
    ["all but another host", egress('{ hosts: ["*/*", "~bank/other.bank.svc.cluster.local"] }'), 80, true],
    ["on one port", egress('{ port: { number: 80, protocol: HTTP, name: http }, hosts: ["*/*"] }'), 80, true],
    [
      "on another port",
      egress('{ port: { number: 9090, protocol: HTTP, name: a }, hosts: ["*/*"] }, { hosts: ["./*"] }'),
      80,
      false,
      "egress",
      "spec.egress[1].hosts",
    ],
    [
      "on no port at all",
      egress('{ port: { number: 9090, protocol: HTTP, name: a }, hosts: ["*/*"] }'),
      80,
      false,
      "egress",
      "spec.egress",
    ],
    [
      "on a port that it does not have",
      egress('{ port: { number: 70, protocol: HTTP, name: a }, hosts: ["*/*"] }'),
      undefined,
      false,
      "port",
      "spec.egress[0].port.number",
    ],
    [
      "any port through an HTTP proxy",
      egress('{ port: { number: 70, protocol: HTTP_PROXY, name: a }, hosts: ["*/*"] }'),
      undefined,
      true,
    ],
    [
      "by the listener of the port before the one for all",
      egress('{ port: { number: 80, protocol: HTTP, name: a }, hosts: ["./*"] }, { hosts: ["*/*"] }'),
      80,
      false,
      "egress",
      "spec.egress[0].hosts",
    ],
  ])("%s", (_, mesh, port, dialable, reason, path) => {
    const service = named(mesh, payment);
    expect(importsService(mesh, sidecarScope(mesh, checkout), service, port).dialable).toBe(dialable);
    const hidden = whyHidden(mesh, checkout, service, port);
    expect(hidden.map((one) => [one.reason, one.path])).toEqual(dialable ? [] : [[reason, path]]);
    for (const { why, evidence } of hidden) {
      expect(why).not.toBe("");
      expect(evidence.length).toBeGreaterThan(0);
    }
  });

  test("until 1.31 a ~ excludes nothing", () => {
    const istiod = `
apiVersion: v1
kind: Pod
metadata: { name: istiod, namespace: istio-system }
spec: { containers: [{ name: discovery, image: "docker.io/istio/pilot:1.30.1" }] }
status: {}`;
    const scope = sidecar("shop/scope", "2020", 'egress: [{ hosts: ["*/*", "~bank/*"] }]');
    const mesh = yamlMesh(`${services}---\n${scope}\n---\n${istiod}`);
    expect(importsService(mesh, sidecarScope(mesh, checkout), named(mesh, payment), 80).imported).toBe(true);
  });

  test("without a Sidecar everything is", () => {
    const mesh = yamlMesh(services);
    expect(importsService(mesh, sidecarScope(mesh, checkout), named(mesh, payment), 80)).toMatchObject({
      imported: true,
      dialable: true,
    });
  });
});

describe("destinations of VirtualServices", () => {
  const scope = sidecar("shop/scope", "2020", 'egress: [{ hosts: ["shop/*"] }]');
  const route = (more: string, destination: string): string => `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: front, namespace: shop }
spec:
  hosts: [front.example]
  ${more}
  http:
  - route: [{ destination: ${destination} }]`;

  test.each([
    ["are imported with it, on the ports it names", route("", `{ host: ${payment}, port: { number: 80 } }`), 80, true],
    ["on no other port", route("", `{ host: ${payment}, port: { number: 80 } }`), 9090, false],
    ["on all ports where it names none", route("", `{ host: ${payment} }`), 9090, true],
    ["not at all on a port that the service lacks", route("", `{ host: ${payment}, port: { number: 70 } }`), 80, false],
    ["not if it is not bound to the mesh", route("gateways: [edge]", `{ host: ${payment} }`), 80, false],
    ["not if it is not exported", route('exportTo: ["bank"]', `{ host: ${payment} }`), 80, false],
  ])("%s", (_, text, port, imported) => {
    const mesh = yamlMesh(`${services}---\n${scope}\n---\n${text}`);
    const found = importsService(mesh, sidecarScope(mesh, checkout), named(mesh, payment), port);
    expect([found.imported, found.dialable]).toEqual([imported, false]);
  });

  test("not those of a VirtualService that is not imported itself", () => {
    const text = route("", `{ host: ${payment} }`).replace("namespace: shop", "namespace: bank");
    const mesh = yamlMesh(`${services}---\n${scope}\n---\n${text}`);
    expect(importsService(mesh, sidecarScope(mesh, checkout), named(mesh, payment), 80).imported).toBe(false);
  });

  test("on the port of the egress listener where it has one", () => {
    const narrow = sidecar(
      "shop/scope",
      "2020",
      'egress: [{ port: { number: 9090, protocol: HTTP, name: a }, hosts: ["shop/*"] }]',
    );
    const mesh = yamlMesh(`${services}---\n${narrow}\n---\n${route("", `{ host: ${payment}, port: { number: 80 } }`)}`);
    const view = sidecarScope(mesh, checkout);
    expect([80, 9090].map((port) => importsService(mesh, view, named(mesh, payment), port).imported)).toEqual([
      false,
      true,
    ]);
  });

  test("through a delegate too", () => {
    const mesh = yamlMesh(`${services}---\n${scope}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: front, namespace: shop }
spec: { hosts: [front.example], http: [{ delegate: { name: part, namespace: bank } }] }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: part, namespace: bank }
spec: { http: [{ route: [{ destination: { host: payment } }] }] }`);
    expect(importsService(mesh, sidecarScope(mesh, checkout), named(mesh, payment), 80).imported).toBe(true);
  });

  test("not by entries for other namespaces", () => {
    const text = `${route("", `{ host: ${payment} }`)}\n    match: [{ sourceNamespace: bank }]`;
    const mesh = yamlMesh(`${services}---\n${scope}\n---\n${text}`);
    expect(importsService(mesh, sidecarScope(mesh, checkout), named(mesh, payment), 80).imported).toBe(false);
  });
});

describe("services of one host", () => {
  const entry = (place: string, exportTo = '["*"]', year = "2020"): string => {
    const [namespace, name] = place.split("/");
    return `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: ${name}, namespace: ${namespace}, creationTimestamp: "${year}-01-01T00:00:00Z" }
spec: { hosts: [api.example], exportTo: ${exportTo}, location: MESH_EXTERNAL, resolution: DNS, ports: [{ number: 443, name: tls, protocol: TLS }] }`;
  };

  test.each([
    ["the client's own namespace", [entry("bank/a", undefined, "2019"), entry("shop/b")], "b"],
    ["else the oldest", [entry("bank/a"), entry("other/b", undefined, "2019")], "b"],
    [
      "what is exported by name before what is public",
      [entry("bank/a", undefined, "2019"), entry("other/b", '["shop"]')],
      "b",
    ],
    ["none that is not exported", [entry("bank/a", '["."]', "2019"), entry("other/b")], "b"],
  ])("%s", (_, texts, wanted) => {
    const mesh = yamlMesh(texts.join("\n---\n"));
    const scope = sidecarScope(mesh, checkout);
    const chosen = servicesNamed(mesh, "api.example").filter(
      (service) => importsService(mesh, scope, service, 443).imported,
    );
    expect(chosen.map(({ ref }) => ref.name)).toEqual([wanted]);
  });

  test("a Kubernetes Service of another namespace before an older ServiceEntry", () => {
    const squatting = entry("other/a", undefined, "2010").replace("api.example", payment);
    const mesh = yamlMesh(`${services}---\n${squatting}`);
    const scope = sidecarScope(mesh, checkout);
    const chosen = servicesNamed(mesh, payment).filter((service) => importsService(mesh, scope, service, 80).imported);
    expect(chosen.map(({ ref }) => ref.kind)).toEqual(["Service"]);
  });

  test.each([
    ["gateway", "a"],
    ["waypoint", "a"],
    ["sidecar", "b"],
  ] as const)("a %s takes %s: only sidecars put their own namespace first", (kind, wanted) => {
    const mesh = yamlMesh([entry("bank/a", undefined, "2019"), entry("shop/b")].join("\n---\n"));
    const scope = sidecarScope(mesh, { ...checkout, kind });
    const chosen = servicesNamed(mesh, "api.example").filter(
      (service) => importsService(mesh, scope, service, 443).imported,
    );
    expect(chosen.map(({ ref }) => ref.name)).toEqual([wanted]);
  });

  test.each([
    ["exact hosts of named namespaces: the oldest, however exported", '["bank/api.example", "other/api.example"]', "a"],
    ["else what is exported by name first", '["bank/api.example", "other/*"]', "b"],
  ])("%s", (_, hosts, wanted) => {
    const mesh = yamlMesh(
      [
        entry("bank/a", undefined, "2019"),
        entry("other/b", '["shop"]'),
        sidecar("shop/s", "2020", `egress: [{ hosts: ${hosts} }]`),
      ].join("\n---\n"),
    );
    const scope = sidecarScope(mesh, checkout);
    const chosen = servicesNamed(mesh, "api.example").filter(
      (service) => importsService(mesh, scope, service, 443).dialable,
    );
    expect(chosen.map(({ ref }) => ref.name)).toEqual([wanted]);
  });

  test("the one that is beaten says by whom", () => {
    const mesh = yamlMesh([entry("bank/a"), entry("shop/b")].join("\n---\n"));
    const loser = servicesNamed(mesh, "api.example").find(({ namespace }) => namespace === "bank");
    expect(loser && whyHidden(mesh, checkout, loser, 443)).toMatchObject([
      { reason: "overridden", ref: { name: "a" }, why: expect.stringContaining("ServiceEntry shop/b") },
    ]);
  });
});

describe("why a service is hidden", () => {
  test.each([
    [
      "exportTo of a Service",
      `${services.replace("name: payment,", 'name: payment, annotations: { networking.istio.io/exportTo: "." },')}`,
      "export",
      'Service bank/payment metadata.annotations["networking.istio.io/exportTo"]',
    ],
    [
      "the mesh's default",
      `${services}---\napiVersion: v1\nkind: ConfigMap\nmetadata: { name: istio, namespace: istio-system }\ndata: { mesh: "defaultServiceExportTo: [.]" }`,
      "export",
      "ConfigMap istio-system/istio mesh.defaultServiceExportTo",
    ],
    [
      "discovery selectors",
      `${services}---\napiVersion: v1\nkind: ConfigMap\nmetadata: { name: istio, namespace: istio-system }\ndata: { mesh: "discoverySelectors: [{ matchLabels: { a: b } }]" }\n---\napiVersion: v1\nkind: Namespace\nmetadata: { name: bank }`,
      "hidden-namespace",
      "Namespace /bank metadata.labels",
    ],
  ])("%s", (_, text, reason, spot) => {
    const mesh = yamlMesh(text);
    const hidden = whyHidden(mesh, checkout, named(mesh, payment), 80);
    expect(
      hidden.map((one) => [one.reason, `${one.ref.kind} ${one.ref.namespace}/${one.ref.name} ${one.path}`]),
    ).toEqual([[reason, spot]]);
  });

  test("several reasons are all told", () => {
    const hiding = services.replace(
      "name: payment,",
      'name: payment, annotations: { networking.istio.io/exportTo: "~" },',
    );
    const mesh = yamlMesh(`${hiding}---\n${sidecar("shop/scope", "2020", 'egress: [{ hosts: ["./*"] }]')}`);
    expect(whyHidden(mesh, checkout, named(mesh, payment), 80).map(({ reason }) => reason)).toEqual([
      "export",
      "egress",
    ]);
  });
});

describe("which VirtualServices a Sidecar imports", () => {
  test.each([
    ["by the namespace it lives in", "bank", "payment.bank.svc.cluster.local", '["bank/*"]', true],
    ["not by that of its host", "other", "payment.bank.svc.cluster.local", '["bank/*"]', false],
    ["by any overlap: a wildcard over an imported host", "bank", '"*.com"', '["bank/a.com"]', true],
    ["a short host is expanded first", "bank", "payment", '["bank/payment.bank.svc.cluster.local"]', true],
    ["not another host", "bank", "b.com", '["bank/a.com"]', false],
    ["not what is excluded", "bank", "a.com", '["*/*", "~/a.com"]', false],
  ])("%s", (_, namespace, host, hosts, wanted) => {
    const mesh = yamlMesh(`
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: vs, namespace: ${namespace} }
spec: { hosts: [${host}], http: [{ route: [{ destination: { host: x } }] }] }
---
${sidecar("shop/scope", "2020", `egress: [{ hosts: ${hosts} }]`)}`);
    const found = importsVirtualService(mesh, sidecarScope(mesh, checkout), first(mesh, "VirtualService"));
    expect(found.imported).toBe(wanted);
    expect(found.spot === undefined).toBe(wanted);
  });
});

function sidecar(place: string, year: string, spec: string): string {
  const [namespace, name] = place.split("/");
  return `
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: { name: ${name}, namespace: ${namespace}, creationTimestamp: "${year}-01-01T00:00:00Z" }
spec: {${spec === "" ? "" : ` ${spec} `}}`;
}

function named(mesh: Mesh, host: string): RegistryService {
  const [service] = servicesNamed(mesh, host);
  if (service === undefined) throw new Error(`Cannot find ${host}`);
  return service;
}
