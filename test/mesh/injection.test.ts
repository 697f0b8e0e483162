import { expect, test } from "vitest";
import { injectionOf } from "../../src/mesh/injection.ts";
import { supposedWebhooks } from "../../src/mesh/injection-webhooks.ts";
import type { Mesh } from "../../src/model/mesh.ts";
import type { Kind } from "../../src/model/resource-kinds.ts";
import { yamlMesh } from "./yaml-mesh.ts";

type Labels = Readonly<Record<string, string>>;

/** A revision's webhooks, or those of a tag, as the charts install them. */
function webhooks(
  name: string,
  { tag, revision = name }: { readonly tag?: boolean; readonly revision?: string } = {},
): object {
  const base =
    tag === true ? `istio-revision-tag-${name}` : `istio-sidecar-injector${name === "default" ? "" : `-${name}`}`;
  return {
    apiVersion: "admissionregistration.k8s.io/v1",
    kind: "MutatingWebhookConfiguration",
    metadata: {
      name: base,
      labels: { app: "sidecar-injector", "istio.io/rev": revision, ...(tag === true ? { "istio.io/tag": name } : {}) },
    },
    webhooks: supposedWebhooks(name).map(({ name: prefix, namespaceSelector, objectSelector }) => ({
      name: prefix,
      namespaceSelector,
      objectSelector,
    })),
  };
}

function injector(name: string, config: string): object {
  return { apiVersion: "v1", kind: "ConfigMap", metadata: { name, namespace: "istio-system" }, data: { config } };
}

function meshWith(namespace: Labels, objects: readonly object[], unread: readonly Kind[] = []): Mesh {
  const owner = { apiVersion: "v1", kind: "Namespace", metadata: { name: "shop", labels: namespace } };
  return yamlMesh([owner, ...objects].map((object) => JSON.stringify(object)).join("\n---\n"), unread);
}

interface Asked {
  readonly namespace?: string;
  readonly labels?: Labels;
  readonly annotations?: Labels;
  readonly hostNetwork?: boolean;
}

const at = {
  ref: { apiVersion: "apps/v1", kind: "Deployment", namespace: "shop", name: "checkout" },
  path: "spec.template",
};

function ask(mesh: Mesh, { namespace = "shop", labels = {}, annotations = {}, hostNetwork = false }: Asked) {
  const found = injectionOf(mesh, { namespace, labels, annotations, spec: { hostNetwork }, at });
  return { ...found, at: `${found.spot.ref.kind} ${found.spot.path}` };
}

const onRev = 'Namespace metadata.labels["istio.io/rev"]';
const onSwitch = 'Namespace metadata.labels["istio-injection"]';
const inject = 'Deployment spec.template.metadata.labels["sidecar.istio.io/inject"]';
const podRev = 'Deployment spec.template.metadata.labels["istio.io/rev"]';
const enabled = { "istio-injection": "enabled" };
const yes = { "sidecar.istio.io/inject": "true" };
const no = { "sidecar.istio.io/inject": "false" };

test.each<[string, Labels, Asked, boolean, string]>([
  ["enabled", enabled, {}, true, onSwitch],
  ["enabled, pod true", enabled, { labels: yes }, true, onSwitch],
  ["enabled, pod false", enabled, { labels: no }, false, inject],
  ["enabled and a revision", { ...enabled, "istio.io/rev": "canary" }, {}, true, onSwitch],
  ["disabled", { "istio-injection": "disabled" }, {}, false, onSwitch],
  ["disabled, pod true", { "istio-injection": "disabled" }, { labels: yes }, false, onSwitch],
  ["disabled, pod false", { "istio-injection": "disabled" }, { labels: no }, false, onSwitch],
  [
    "disabled, pod revision",
    { "istio-injection": "disabled" },
    { labels: { "istio.io/rev": "canary" } },
    false,
    onSwitch,
  ],
  ["misspelt", { "istio-injection": "true" }, {}, false, onSwitch],
  ["a revision", { "istio.io/rev": "canary" }, {}, true, onRev],
  ["a revision, pod true", { "istio.io/rev": "canary" }, { labels: yes }, true, onRev],
  ["a revision, pod false", { "istio.io/rev": "canary" }, { labels: no }, false, inject],
  ["a tag", { "istio.io/rev": "prod" }, {}, true, onRev],
  ["a missing revision", { "istio.io/rev": "gone" }, {}, false, onRev],
  ["a revision, pod another", { "istio.io/rev": "canary" }, { labels: { "istio.io/rev": "default" } }, true, onRev],
  ["nothing, pod true", {}, { labels: yes }, true, inject],
  ["nothing, pod revision", {}, { labels: { "istio.io/rev": "canary" } }, true, podRev],
  ["nothing, pod revision missing", {}, { labels: { "istio.io/rev": "gone" } }, false, podRev],
  ["nothing, annotation true", {}, { annotations: yes }, false, inject.replace("labels", "annotations")],
  ["nothing, pod false", {}, { labels: no }, false, inject],
  ["nothing", {}, {}, false, onSwitch],
  ["enabled, annotation false", enabled, { annotations: no }, false, inject.replace("labels", "annotations")],
  ["enabled, annotation false, label true", enabled, { annotations: no, labels: yes }, true, onSwitch],
  ["enabled, host network", enabled, { hostNetwork: true }, false, "Deployment spec.template.spec.hostNetwork"],
  ["a system namespace", {}, { namespace: "kube-system", labels: yes }, false, "Namespace metadata.name"],
])("injectionOf() with namespace: %s", (_, namespace, asked, injected, spot) => {
  const mesh = meshWith(namespace, [
    webhooks("default"),
    webhooks("canary"),
    webhooks("prod", { tag: true, revision: "canary" }),
  ]);
  expect(ask(mesh, asked)).toMatchObject({ injected, at: spot });
});

test("injectionOf() names the revision behind a tag", () => {
  const mesh = meshWith({ "istio.io/rev": "prod" }, [
    webhooks("canary"),
    webhooks("prod", { tag: true, revision: "canary" }),
  ]);
  expect(ask(mesh, {}).revision).toBe("canary");
});

test.each<[string, Labels, Asked, string]>([
  ["enabled", enabled, {}, onSwitch],
  ["pod true", {}, { labels: yes }, inject],
  ["nothing", {}, {}, onRev],
])("injectionOf() without a default revision: %s", (_, namespace, asked, spot) => {
  const found = ask(meshWith(namespace, [webhooks("1-20")]), asked);
  expect(found).toMatchObject({ injected: false, at: spot });
});

test("injectionOf() with the default tag serves what asks for the default revision", () => {
  const mesh = meshWith(enabled, [webhooks("1-20"), webhooks("default", { tag: true, revision: "1-20" })]);
  expect(ask(mesh, {})).toMatchObject({ injected: true, revision: "1-20" });
});

test("injectionOf() says which webhooks match as well", () => {
  const mesh = meshWith(enabled, [webhooks("default"), webhooks("default", { tag: true, revision: "1-20" })]);
  expect(JSON.stringify(ask(mesh, {}).because)).toContain("matches as well");
});

test.each<[string, Labels, boolean]>([
  ["policy: disabled", {}, false],
  ["policy: disabled", yes, true],
  ["policy: sometimes", yes, false],
  ["policy: enabled\nneverInjectSelector:\n- matchLabels: {kind: job}", { kind: "job" }, false],
  ["policy: disabled\nalwaysInjectSelector:\n- matchLabels: {kind: job}", { kind: "job" }, true],
  ["policy: enabled\nneverInjectSelector:\n- {}", {}, true],
])("injectionOf() with the injector's %j and labels %j", (config, labels, injected) => {
  const mesh = meshWith(enabled, [webhooks("default"), injector("istio-sidecar-injector", config)]);
  const found = ask(mesh, { labels });
  expect(found.injected).toBe(injected);
  if (!injected) expect(found.at).toBe("ConfigMap data.config");
});

test("injectionOf() asks the injector of the revision that the webhook calls", () => {
  const maps = [
    injector("istio-sidecar-injector", "policy: enabled"),
    injector("istio-sidecar-injector-canary", "policy: disabled"),
  ];
  const mesh = meshWith({ "istio.io/rev": "canary" }, [webhooks("canary"), ...maps]);
  expect(ask(mesh, {}).injected).toBe(false);
});

test("injectionOf() with no webhook installed injects nothing", () => {
  expect(ask(meshWith(enabled, []), {})).toMatchObject({ injected: false, at: onSwitch });
});

test.each<[string, Labels, Asked, boolean | "unknown"]>([
  ["enabled", enabled, {}, true],
  ["disabled", { "istio-injection": "disabled" }, {}, false],
  ["pod false", enabled, { labels: no }, false],
  ["an unheard-of revision", { "istio.io/rev": "gone" }, {}, "unknown"],
  ["nothing", {}, {}, false],
])("injectionOf() where webhooks were not read: %s", (_, namespace, asked, injected) => {
  const found = ask(meshWith(namespace, [], ["MutatingWebhookConfiguration"]), asked);
  expect(found.injected).toBe(injected);
  expect(found.gap !== undefined).toBe(injected === "unknown");
});

test("injectionOf() where webhooks were not read supposes the revisions that show elsewhere", () => {
  const istiod = {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "istiod", namespace: "istio-system", labels: { app: "istiod", "istio.io/rev": "1-20" } },
  };
  const mesh = meshWith({ "istio.io/rev": "1-20" }, [istiod], ["MutatingWebhookConfiguration"]);
  expect(ask(mesh, {})).toMatchObject({ injected: true, revision: "1-20", assumed: true });
});

test("injectionOf() does not know where the Namespace was not read", () => {
  const mesh = yamlMesh(JSON.stringify(webhooks("default")), ["Namespace"]);
  expect(ask(mesh, {})).toMatchObject({ injected: "unknown" });
  expect(ask(mesh, { labels: no })).toMatchObject({ injected: false });
});

test("injectionOf() ignores webhooks that are not Istio's", () => {
  const other = { ...webhooks("default"), metadata: { name: "other", labels: {} } };
  expect(ask(meshWith(enabled, [other]), {}).injected).toBe(false);
});
