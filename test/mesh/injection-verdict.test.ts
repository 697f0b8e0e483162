import { expect, test } from "vitest";
import { injectionVerdict } from "../../src/mesh/injection-verdict.ts";
import { supposedWebhooks } from "../../src/mesh/injection-webhooks.ts";
import { workloadOf } from "../../src/mesh/workloads.ts";
import { meshWith } from "../support/walk.ts";
import { yamlMesh } from "./yaml-mesh.ts";

interface Facts {
  readonly namespace?: object;
  readonly template?: object;
  readonly spec?: object;
  readonly owner?: "Deployment" | "CronJob" | "none" | "unread";
}

function verdict({ namespace = {}, template = {}, spec = {}, owner = "Deployment" }: Facts) {
  const metadata = { name: "checkout", namespace: "shop" };
  const podSpec = { containers: [{ name: "app" }], ...spec };
  const pods = { metadata: { labels: { app: "checkout", ...template } }, spec: podSpec };
  const deployment = {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata,
    spec: { selector: { matchLabels: { app: "checkout" } }, template: pods },
  };
  const cron = {
    apiVersion: "batch/v1",
    kind: "CronJob",
    metadata,
    spec: { jobTemplate: { spec: { template: pods } } },
  };
  const owners = {
    Deployment: [{ apiVersion: "apps/v1", kind: "Deployment", name: "checkout", controller: true }],
    unread: [{ apiVersion: "apps/v1", kind: "Deployment", name: "checkout", controller: true }],
    CronJob: [{ apiVersion: "batch/v1", kind: "CronJob", name: "checkout", controller: true }],
    none: [],
  };
  const objects = [
    { apiVersion: "v1", kind: "Namespace", metadata: { name: "shop", labels: namespace } },
    {
      apiVersion: "v1",
      kind: "Pod",
      metadata: {
        ...metadata,
        name: "checkout-1",
        labels: pods.metadata.labels,
        ownerReferences: owners[owner],
        creationTimestamp: "2025-01-01T00:00:00Z",
      },
      spec: podSpec,
      status: {},
    },
    {
      apiVersion: "admissionregistration.k8s.io/v1",
      kind: "MutatingWebhookConfiguration",
      metadata: { name: "istio-sidecar-injector", labels: { app: "sidecar-injector" } },
      webhooks: supposedWebhooks("default").map(({ name, namespaceSelector, objectSelector }) => ({
        name,
        namespaceSelector,
        objectSelector,
      })),
    },
    ...(owner === "Deployment" ? [deployment] : []),
    ...(owner === "CronJob" ? [cron] : []),
  ];
  const mesh = yamlMesh(objects.map((object) => JSON.stringify(object)).join("\n---\n"));
  const found = injectionVerdict(
    mesh,
    mesh.all("Pod").map((pod) => workloadOf(mesh, pod)),
  );
  return { ...found, at: `${found.spot?.ref.kind} ${found.spot?.ref.name} ${found.spot?.path}` };
}

const enabled = { "istio-injection": "enabled" };
const no = { "sidecar.istio.io/inject": "false" };

test.each<[string, Facts, string, boolean]>([
  [
    "a label of the template",
    { namespace: enabled, template: no },
    'Deployment checkout spec.template.metadata.labels["sidecar.istio.io/inject"]',
    false,
  ],
  [
    "a label of a lone pod",
    { namespace: enabled, template: no, owner: "none" },
    'Pod checkout-1 metadata.labels["sidecar.istio.io/inject"]',
    false,
  ],
  [
    "a label of a pod whose owner was not read",
    { namespace: enabled, template: no, owner: "unread" },
    'Deployment checkout spec.template.metadata.labels["sidecar.istio.io/inject"]',
    false,
  ],
  [
    "a label of a cron job's pod",
    { namespace: enabled, template: no, owner: "CronJob" },
    'CronJob checkout spec.jobTemplate.spec.template.metadata.labels["sidecar.istio.io/inject"]',
    false,
  ],
  ["an unlabelled namespace", {}, 'Namespace shop metadata.labels["istio-injection"]', false],
  [
    "a namespace switched off",
    { namespace: { "istio-injection": "disabled" } },
    'Namespace shop metadata.labels["istio-injection"]',
    false,
  ],
  [
    "a revision that is missing",
    { namespace: { "istio.io/rev": "gone" } },
    'Namespace shop metadata.labels["istio.io/rev"]',
    false,
  ],
  [
    "the host's network",
    { namespace: enabled, spec: { hostNetwork: true } },
    "Deployment checkout spec.template.spec.hostNetwork",
    false,
  ],
  ["a pod that is older than the label", { namespace: enabled }, "Deployment checkout spec.template", true],
  [
    "a lone pod that is older than the label",
    { namespace: enabled, owner: "none" },
    "Pod checkout-1 metadata.creationTimestamp",
    true,
  ],
])("injectionVerdict() blames %s", (_, facts, at, wouldInjectNow) => {
  const found = verdict(facts);
  expect(found).toMatchObject({ at, wouldInjectNow, namespace: "shop" });
  expect(found.pods.map(({ name }) => name)).toEqual(["checkout-1"]);
  expect(found.evidence.length).toBeGreaterThan(1);
});

test("injectionVerdict() blames no Namespace whose labels were not read", () => {
  const mesh = meshWith([], ["Namespace"]);
  const bare = mesh.get("Pod", "tools", "bare-1");
  if (bare === undefined) throw new Error("no pod");
  expect(injectionVerdict(mesh, [workloadOf(mesh, bare)])).toMatchObject({
    spot: { ref: { kind: "Deployment", namespace: "tools", name: "bare" }, path: "spec.template" },
    why: "why cannot be told: the labels of Namespace tools could not be read",
    wouldInjectNow: false,
  });
});
