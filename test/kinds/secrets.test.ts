import { expect, test } from "vitest";
import { toResource } from "../../src/kinds/to-resource.ts";

const canary = "hunter2";
const metadata = {
  name: "payment",
  namespace: "shop",
  annotations: {
    "kubectl.kubernetes.io/last-applied-configuration": `{"password":"${canary}"}`,
    "example.com/token": canary,
    "proxy.istio.io/overrides": canary,
    "proxy.istio.io/config": `proxyMetadata:\n  API_TOKEN: ${canary}\n  ISTIO_META_DNS_CAPTURE: "true"\n`,
    "istio.io/rev": "default",
  },
  managedFields: [{ manager: "kubectl", fieldsV1: { [`f:${canary}`]: {} } }],
};
const env = [
  { name: "PASSWORD", value: canary },
  { name: "ISTIO_META_CLUSTER_ID", value: "Kubernetes" },
];
const containers = [
  { name: "app", args: [canary], command: [canary], env, envFrom: [canary], livenessProbe: { exec: canary } },
  { name: "istio-proxy", args: ["proxy", "sidecar"], env },
];
const template = { metadata, spec: { containers, initContainers: containers, volumes: [canary] } };

const objects: readonly (readonly [apiVersion: string, kind: string, members: object])[] = [
  ["v1", "Secret", { type: "Opaque", data: { key: canary }, stringData: { other: canary } }],
  ["v1", "Pod", template],
  ["apps/v1", "Deployment", { spec: { template } }],
  ["apps/v1", "ReplicaSet", { spec: { template } }],
  ["batch/v1", "CronJob", { spec: { jobTemplate: { metadata, spec: { template } } } }],
  [
    "security.istio.io/v1",
    "RequestAuthentication",
    { spec: { jwtRules: [{ issuer: "i", jwks: canary, outputPayloadToHeader: canary }] } },
  ],
  [
    "networking.istio.io/v1",
    "VirtualService",
    {
      spec: {
        http: [
          {
            headers: { request: { set: { authorization: canary }, add: { Cookie: canary } } },
            route: [{ destination: { host: "a" }, headers: { response: { set: { "Set-Cookie": canary } } } }],
          },
        ],
      },
    },
  ],
  ["networking.istio.io/v1", "ProxyConfig", { spec: { environmentVariables: { TOKEN: canary, TRUST_DOMAIN: "td" } } }],
  ["networking.istio.io/v1", "EnvoyFilter", { spec: { configPatches: [{ patch: canary }] } }],
  ["extensions.istio.io/v1alpha1", "WasmPlugin", { spec: { pluginConfig: canary, imagePullSecret: canary } }],
  [
    "admissionregistration.k8s.io/v1",
    "MutatingWebhookConfiguration",
    { webhooks: [{ name: "a", clientConfig: { caBundle: canary, url: canary } }] },
  ],
];

test.each(objects)("nothing secret is kept of %s %s", (apiVersion, kind, members) => {
  const converted = toResource({ apiVersion, kind, metadata, ...members });
  expect(converted?.resource).toBeDefined();
  expect(JSON.stringify(converted)).not.toContain(canary);
});

test.each(objects)("nor told when %s %s cannot be understood", (apiVersion, kind, members) => {
  const broken = toResource({ apiVersion, kind, ...members, metadata: { ...metadata, labels: { [kind]: [canary] } } });
  expect(broken?.gap).toBeDefined();
  expect(JSON.stringify(broken)).not.toContain(canary);
});

test("what decides how the mesh behaves is kept", () => {
  const pod = toResource({ apiVersion: "v1", kind: "Pod", ...template })?.resource;
  expect(pod).toMatchObject({
    metadata: {
      annotations: {
        "istio.io/rev": "default",
        "proxy.istio.io/config": '{"proxyMetadata":{"ISTIO_META_DNS_CAPTURE":"true"}}',
      },
    },
    spec: {
      containers: [
        { name: "app" },
        {
          name: "istio-proxy",
          args: ["proxy", "sidecar"],
          env: [{ name: "ISTIO_META_CLUSTER_ID", value: "Kubernetes" }],
        },
      ],
    },
  });
});

test("of a Secret, type and names of keys are kept", () => {
  const data = { "tls.key": canary, "tls.crt": canary };
  expect(
    toResource({ apiVersion: "v1", kind: "Secret", metadata, type: "kubernetes.io/tls", data })?.resource,
  ).toMatchObject({ type: "kubernetes.io/tls", keys: ["tls.crt", "tls.key"] });
});

test("of headers that a route writes, all but credentials are kept", () => {
  const headers = { request: { set: { authorization: canary, "x-team": "shop" } } };
  const raw = { apiVersion: "networking.istio.io/v1", kind: "VirtualService", metadata, spec: { http: [{ headers }] } };
  expect(toResource(raw)?.resource).toMatchObject({
    spec: { http: [{ headers: { request: { set: { authorization: "(not kept)", "x-team": "shop" } } } }] },
  });
});
