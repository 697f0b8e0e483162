import { describe, expect, test } from "vitest";
import { apiOf } from "../../src/kinds/api-of.ts";
import { kindOf } from "../../src/kinds/kind-of.ts";
import { toResource } from "../../src/kinds/to-resource.ts";
import type { Kind } from "../../src/model/resource-kinds.ts";

const istio = "networking.istio.io/v1";
const named = { name: "payment", namespace: "shop" };
const kept = { ...named, labels: {}, annotations: {} };

describe("kinds", () => {
  test.each([
    ["v1", "Service", "Service"],
    ["networking.istio.io/v1", "Gateway", "Gateway"],
    ["networking.istio.io/v1alpha3", "VirtualService", "VirtualService"],
    ["gateway.networking.k8s.io/v1beta1", "Gateway", "KubernetesGateway"],
    ["security.istio.io/v1beta1", "PeerAuthentication", "PeerAuthentication"],
    ["apps/v1", "Deployment", "Deployment"],
    ["v1", "Deployment", undefined],
    ["example.com/v1", "VirtualService", undefined],
    ["v1", "List", undefined],
    ["v1", "constructor", undefined],
  ])("%s %s is %s", (apiVersion, kind, expected) => {
    expect(kindOf(apiVersion, kind)).toBe(expected);
  });

  test("tell how the API names them", () => {
    expect(apiOf("KubernetesGateway")).toEqual({
      group: "gateway.networking.k8s.io",
      kind: "Gateway",
      plural: "gateways",
      namespaced: true,
    });
    expect(apiOf("Namespace").namespaced).toBe(false);
  });
});

describe("what is no object that meshwhy reads", () => {
  test.each([
    ["nothing", null],
    ["text", "kind: Pod"],
    ["a list", [{ apiVersion: "v1", kind: "Pod" }]],
    ["an object without a kind", { apiVersion: "v1", metadata: named }],
    ["an object whose kind is no text", { apiVersion: "v1", kind: 5 }],
    ["a kind of no interest", { apiVersion: "v1", kind: "PersistentVolume", metadata: named }],
    ["a ConfigMap that is not Istio's", { apiVersion: "v1", kind: "ConfigMap", metadata: named, data: { mesh: "{}" } }],
    [
      "a ConfigMap of Istio's without configuration",
      { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "istio-ca-root-cert" }, data: { "root-cert.pem": "x" } },
    ],
  ])("%s", (_title, raw) => {
    expect(toResource(raw)).toBeUndefined();
  });
});

describe("what is kept", () => {
  test.each<[string, object, object]>([
    [
      "of a Service",
      {
        apiVersion: "v1",
        kind: "Service",
        metadata: { ...named, uid: "u", resourceVersion: "1", labels: { app: "payment" }, generation: 3 },
        spec: {
          clusterIP: "10.0.0.1",
          sessionAffinity: "None",
          ports: [{ port: 80, targetPort: "http", name: "http", extra: 1 }],
        },
        status: { loadBalancer: {} },
      },
      {
        kind: "Service",
        resource: {
          apiVersion: "v1",
          kind: "Service",
          metadata: { ...kept, labels: { app: "payment" } },
          spec: { clusterIP: "10.0.0.1", ports: [{ name: "http", port: 80, targetPort: "http" }] },
        },
      },
    ],
    [
      "of a Service with an ExternalName and no ports",
      { apiVersion: "v1", kind: "Service", metadata: named, spec: { type: "ExternalName", externalName: "a.b" } },
      {
        kind: "Service",
        resource: {
          apiVersion: "v1",
          kind: "Service",
          metadata: kept,
          spec: { type: "ExternalName", externalName: "a.b", ports: [] },
        },
      },
    ],
    [
      "of a VirtualService that others delegate to",
      { apiVersion: istio, kind: "VirtualService", metadata: named, spec: { http: [{ timeout: "5s", future: {} }] } },
      {
        kind: "VirtualService",
        resource: {
          apiVersion: istio,
          kind: "VirtualService",
          metadata: kept,
          spec: { hosts: [], http: [{ timeout: "5s" }] },
        },
      },
    ],
    [
      "of a PeerAuthentication, with its ports as keys",
      {
        apiVersion: "security.istio.io/v1",
        kind: "PeerAuthentication",
        metadata: named,
        spec: { portLevelMtls: { 8080: { mode: "DISABLE" } } },
      },
      {
        kind: "PeerAuthentication",
        resource: {
          apiVersion: "security.istio.io/v1",
          kind: "PeerAuthentication",
          metadata: kept,
          spec: { portLevelMtls: { "8080": { mode: "DISABLE" } } },
        },
      },
    ],
    [
      "of the Gateway API's Gateway",
      {
        apiVersion: "gateway.networking.k8s.io/v1",
        kind: "Gateway",
        metadata: named,
        spec: { listeners: [{ name: "http", port: 80, allowedRoutes: {} }] },
      },
      {
        kind: "KubernetesGateway",
        resource: {
          apiVersion: "gateway.networking.k8s.io/v1",
          kind: "Gateway",
          metadata: kept,
          spec: { listeners: [{ name: "http", port: 80 }] },
        },
      },
    ],
    [
      "of a Deployment without a template",
      { apiVersion: "apps/v1", kind: "Deployment", metadata: named, spec: { replicas: 0 } },
      {
        kind: "Deployment",
        resource: {
          apiVersion: "apps/v1",
          kind: "Deployment",
          metadata: kept,
          spec: { replicas: 0, template: { metadata: { labels: {}, annotations: {} }, spec: { containers: [] } } },
        },
      },
    ],
    [
      "of a CronJob",
      {
        apiVersion: "batch/v1",
        kind: "CronJob",
        metadata: named,
        spec: { jobTemplate: { spec: { template: { spec: { containers: [{ name: "a", env: [] }] } } } } },
      },
      {
        kind: "CronJob",
        resource: {
          apiVersion: "batch/v1",
          kind: "CronJob",
          metadata: kept,
          spec: {
            jobTemplate: {
              spec: {
                template: { metadata: { labels: {}, annotations: {} }, spec: { containers: [{ name: "a" }] } },
              },
            },
          },
        },
      },
    ],
    [
      "of an EndpointSlice that is empty",
      { apiVersion: "discovery.k8s.io/v1", kind: "EndpointSlice", metadata: named, endpoints: null, ports: null },
      {
        kind: "EndpointSlice",
        resource: {
          apiVersion: "discovery.k8s.io/v1",
          kind: "EndpointSlice",
          metadata: kept,
          endpoints: [],
          ports: [],
        },
      },
    ],
  ])("%s", (_title, raw, expected) => {
    expect(toResource(raw)).toEqual(expected);
  });

  test("of managedFields: who and when, without the status subresource", () => {
    const managedFields = [
      { manager: "kubectl", operation: "Apply", time: "2026-01-01T00:00:00Z", fieldsV1: { "f:spec": {} } },
      { manager: "istiod", operation: "Update", subresource: "status", time: "2026-01-02T00:00:00Z" },
      { manager: "helm", subresource: "" },
    ];
    const raw = { apiVersion: istio, kind: "Sidecar", metadata: { ...named, managedFields } };
    expect(toResource(raw)?.resource?.metadata.managedFields).toEqual([
      { manager: "kubectl", operation: "Apply", time: "2026-01-01T00:00:00Z" },
      { manager: "helm" },
    ]);
  });

  test("of ownerReferences", () => {
    const ownerReferences = [{ apiVersion: "apps/v1", kind: "ReplicaSet", name: "a", uid: "u", controller: true }];
    const raw = { apiVersion: "v1", kind: "Pod", metadata: { ...named, ownerReferences }, spec: { containers: [] } };
    expect(toResource(raw)?.resource?.metadata.ownerReferences).toEqual([
      { apiVersion: "apps/v1", kind: "ReplicaSet", name: "a", controller: true },
    ]);
  });
});

describe("the namespace", () => {
  test.each([
    ["of a manifest without one", { name: "payment" }, "default"],
    ["of a manifest with an empty one", { name: "payment", namespace: "" }, "default"],
    ["of a manifest with null", { name: "payment", namespace: null }, "default"],
    ["as given", named, "shop"],
  ])("%s", (_title, metadata, expected) => {
    expect(toResource({ apiVersion: "v1", kind: "ServiceAccount", metadata })?.resource?.metadata.namespace).toBe(
      expected,
    );
  });

  test("of cluster-scoped kinds is empty, whatever is written", () => {
    expect(toResource({ apiVersion: "v1", kind: "Namespace", metadata: named })?.resource?.metadata.namespace).toBe("");
  });
});

describe("null is absence", () => {
  test.each<[string, string, object]>([
    ["a spec", "VirtualService", { spec: null }],
    ["labels and annotations", "VirtualService", { metadata: { ...named, labels: null, annotations: null } }],
    ["a list", "VirtualService", { spec: { hosts: null, gateways: null, http: null } }],
    ["something deep", "VirtualService", { spec: { http: [{ route: [{ destination: { host: "a", port: null } }] }] } }],
    ["an owner", "Sidecar", { metadata: { ...named, ownerReferences: null, creationTimestamp: null } }],
  ])("for %s", (_title, kind, more) => {
    const converted = toResource({ apiVersion: istio, kind, metadata: named, ...more });
    expect(converted?.gap).toBeUndefined();
    expect(JSON.stringify(converted?.resource)).not.toContain("null");
  });
});

describe("what cannot be understood is a gap that says where and why", () => {
  test.each<[string, object, string]>([
    ["VirtualService", { spec: { hosts: "payment" } }, "spec.hosts: expected array, got string"],
    ["VirtualService", { spec: [] }, "spec: expected object, got array"],
    ["VirtualService", { spec: { http: [{ route: [{}] }] } }, "spec.http[0].route[0].destination: missing"],
    [
      "VirtualService",
      { spec: { http: [{ match: [{ port: "80" }] }] } },
      "spec.http[0].match[0].port: expected number, got string",
    ],
    ["DestinationRule", {}, "spec.host: missing"],
    ["DestinationRule", { spec: { host: null } }, "spec.host: missing"],
    [
      "DestinationRule",
      { spec: { host: "a", subsets: [{ name: "v1", labels: { version: 1 } }] } },
      "spec.subsets[0].labels.version: expected string, got number",
    ],
    ["Gateway", { spec: { servers: [{}] } }, "spec.servers[0].port: missing"],
    [
      "Sidecar",
      { metadata: { ...named, labels: { "a.b/c": true } } },
      'metadata.labels["a.b/c"]: expected string, got boolean',
    ],
    ["Sidecar", { metadata: { ...named, labels: "x" } }, "metadata.labels: expected object, got string"],
    [
      "Sidecar",
      { metadata: { ...named, annotations: { "istio.io/rev": true } } },
      'metadata.annotations["istio.io/rev"]: expected string, got boolean',
    ],
    ["Sidecar", { metadata: { ...named, managedFields: "x" } }, "metadata.managedFields: expected array, got string"],
    ["ServiceEntry", { spec: { ports: [{ number: 80.5 }] } }, "spec.ports[0].number: expected integer, got number"],
  ])("%s %j", (kind, more, why) => {
    expect(toResource({ apiVersion: istio, kind, metadata: named, ...more })).toEqual({
      kind,
      gap: {
        what: `${kind} shop/payment`,
        why,
        kind,
        namespace: "shop",
        ref: { apiVersion: istio, kind, namespace: "shop", name: "payment" },
      },
    });
  });

  test.each<[string, object, string]>([
    [
      "Service",
      { spec: { ports: [{ port: 1, targetPort: {} }] } },
      "spec.ports[0].targetPort: expected integer or string, got object",
    ],
    ["Pod", { spec: "x" }, "spec: expected object, got string"],
    ["Pod", { spec: { containers: {} } }, "spec.containers: expected array, got object"],
    ["Pod", { spec: { containers: ["x"] } }, "spec.containers[0]: expected object, got string"],
    [
      "Pod",
      { spec: { containers: [{ name: "istio-proxy", env: "x" }] } },
      "spec.containers[0].env: expected array, got string",
    ],
  ])("%s %j", (kind, more, why) => {
    expect(toResource({ apiVersion: "v1", kind, metadata: named, ...more })?.gap?.why).toBe(why);
  });

  test("and counts the others", () => {
    const raw = { apiVersion: istio, kind: "VirtualService", metadata: named, spec: { hosts: 1, gateways: 2 } };
    expect(toResource(raw)?.gap?.why).toBe("spec.hosts: expected array, got number (and 1 more)");
  });

  test.each<[string, unknown, string, string]>([
    ["without metadata", undefined, "Sidecar default/(no name)", "metadata: missing"],
    ["without a name", { namespace: "shop" }, "Sidecar shop/(no name)", "metadata.name: missing"],
    [
      "with a name that steers the terminal",
      { name: "a\u001b[2Jb" },
      "Sidecar default/a [2Jb",
      "metadata.name: not a name",
    ],
    ["with a name that is a path", { name: "../x" }, "Sidecar default/../x", "metadata.name: not a name"],
    [
      "with a namespace that is a number",
      { name: "a", namespace: 5 },
      "Sidecar a",
      "metadata.namespace: expected string, got number",
    ],
  ])("%s", (_title, metadata, what, why) => {
    expect(toResource({ apiVersion: istio, kind: "Sidecar", metadata })?.gap).toMatchObject({ what, why });
  });
});

describe("Istio's ConfigMaps", () => {
  const of = (name: string, data: object) => ({ apiVersion: "v1", kind: "ConfigMap", metadata: { name }, data });

  test.each<[string, object, object]>([
    [
      "the mesh's, written as YAML",
      of("istio", { mesh: "trustDomain: td\naccessLogFile: /dev/stdout\nfuture: 1\n", meshNetworks: "networks: {}" }),
      { mesh: { trustDomain: "td", accessLogFile: "/dev/stdout" } },
    ],
    [
      "the mesh's, written as JSON",
      of("istio-1-26", { mesh: '{"enableAutoMtls": false}' }),
      { mesh: { enableAutoMtls: false } },
    ],
    ["an empty one", of("istio", { mesh: "" }), { mesh: {} }],
    [
      "with a number as text, as the JSON form of protobuf allows",
      of("istio", { mesh: "extensionProviders: [{ name: a, envoyExtAuthzHttp: { service: b, port: '8000' } }]" }),
      { mesh: { extensionProviders: [{ name: "a", envoyExtAuthzHttp: { service: "b", port: 8000 } }] } },
    ],
    [
      "the injector's, without the templates",
      of("istio-sidecar-injector", {
        config:
          "policy: enabled\ntemplates:\n  sidecar: |\n    {{ .X }}\n\n# c\n  gateway: |\n    y\nneverInjectSelector:\n- matchLabels:\n    a: b\n",
        values: "{}",
      }),
      { injector: { policy: "enabled", neverInjectSelector: [{ matchLabels: { a: "b" } }] } },
    ],
  ])("are read: %s", (_title, raw, expected) => {
    expect(toResource(raw)?.resource).toMatchObject(expected);
  });

  test.each<[string, object, string]>([
    [
      "no YAML",
      of("istio", { mesh: "a: [" }),
      "data.mesh: Flow sequence in block collection must be sufficiently indented and end with a ]",
    ],
    ["no text", of("istio", { mesh: {} }), "data.mesh: expected string, got object"],
    ["wrongly typed", of("istio", { mesh: "enableAutoMtls: 5" }), "mesh.enableAutoMtls: expected boolean, got number"],
    ["a list", of("istio", { mesh: "- a" }), "mesh: expected object, got array"],
    ["in no object", { ...of("istio", {}), data: "mesh" }, "data: expected object, got string"],
  ])("are a gap if their text is %s", (_title, raw, why) => {
    expect(toResource(raw)?.gap).toMatchObject({ what: "ConfigMap default/istio", why });
  });
});

describe("a resource read once more is the same", () => {
  test.each<[Kind, object]>([
    ["ConfigMap", { apiVersion: "v1", metadata: { name: "istio" }, data: { mesh: "trustDomain: td" } }],
    [
      "ConfigMap",
      { apiVersion: "v1", metadata: { name: "istio-sidecar-injector" }, data: { config: "policy: enabled" } },
    ],
    ["Secret", { apiVersion: "v1", metadata: named, type: "Opaque", data: { b: "x", a: "y" }, stringData: { c: "z" } }],
    [
      "Pod",
      {
        apiVersion: "v1",
        metadata: {
          ...named,
          annotations: { "proxy.istio.io/config": "interceptionMode: TPROXY\nproxyMetadata:\n  TOKEN: x" },
        },
        spec: {
          containers: [
            { name: "istio-proxy", args: ["proxy", "sidecar"], env: [{ name: "TRUST_DOMAIN", value: "td" }] },
          ],
        },
      },
    ],
    [
      "RequestAuthentication",
      { apiVersion: "security.istio.io/v1", metadata: named, spec: { jwtRules: [{ issuer: "i", jwks: "{}" }] } },
    ],
    [
      "VirtualService",
      {
        apiVersion: istio,
        metadata: named,
        spec: { hosts: ["a"], http: [{ headers: { request: { set: { Authorization: "Basic x", a: "b" } } } }] },
      },
    ],
  ])("%s %j", (kind, raw) => {
    const once = toResource({ kind, ...raw });
    expect(once?.resource).toBeDefined();
    expect(toResource(once?.resource)).toEqual(once);
  });
});
