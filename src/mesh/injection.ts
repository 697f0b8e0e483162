import type { Spot } from "../model/cause.ts";
import { absence, byDefault, type Evidence, field } from "../model/evidence.ts";
import type { Mesh } from "../model/mesh.ts";
import { path } from "../model/path.ts";
import type { Ref } from "../model/ref.ts";
import type { ConfigMap } from "../model/resources/core.ts";
import type { Gap } from "../model/snapshot.ts";
import { type InjectedPod, type InjectRequired, injectRequired } from "./inject-required.ts";
import { type InjectionWebhook, injectionWebhooks, supposedWebhooks } from "./injection-webhooks.ts";
import { selectorMatches } from "./labels.ts";
import { refIn } from "./ref-in.ts";
import { refOf } from "./ref-of.ts";

/** A pod that is about to be created, and where its template stands. */
export interface PodPlan extends InjectedPod {
  /** The object that holds the template and the template's path in it: `spec.template`; "" for a pod itself. */
  readonly at?: Spot;
}

/** Whether a new pod gets a sidecar, and by which field. */
export interface Injection {
  readonly injected: boolean | "unknown";
  /** The field that keeps the proxy out, or lets it in. */
  readonly spot: Spot;
  readonly why: string;
  readonly because: readonly Evidence[];
  /** What would have to be read to know. */
  readonly gap?: Gap;
  /** The revision whose injector serves it. */
  readonly revision?: string;
  /** No webhook was read: those that the charts install were supposed. */
  readonly assumed?: boolean;
}

type Labels = Readonly<Record<string, string>>;

/** What the decision rests on. */
interface Scene {
  readonly mesh: Mesh;
  readonly pod: PodPlan;
  readonly template: Spot;
  readonly namespace: { readonly ref: Ref; readonly labels: Labels; readonly unread: Gap | undefined };
  readonly webhooks: readonly InjectionWebhook[];
}

const enabling = "istio-injection";
const revisionLabel = "istio.io/rev";
const inject = "sidecar.istio.io/inject";

/**
 * Whether a pod created now would be injected: first what the injector refuses whoever asks, then whether a webhook's
 * selectors match Namespace and pod, then the injector's own policy.
 * Source: charts istio-discovery `mutatingwebhook.yaml`; istioctl/pkg/checkinject; pkg/kube/inject `injectRequired`.
 */
export function injectionOf(mesh: Mesh, pod: PodPlan): Injection {
  const gap = mesh.gap("MutatingWebhookConfiguration");
  const read = injectionWebhooks(mesh);
  const supposed = gap !== undefined && read.length === 0;
  const scene = sceneOf(mesh, pod, supposed ? supposedFor(mesh, pod.namespace) : read);
  const refused = refusal(scene);
  if (refused !== undefined) return refused;
  if (scene.namespace.unread !== undefined) return unreadable(scene, scene.namespace.unread);
  const firing = scene.webhooks.filter((webhook) => fires(webhook, scene));
  const assumed = supposed ? { assumed: true } : {};
  const [first] = firing;
  if (first !== undefined) return { ...agreed(scene, first, firing), ...assumed };
  const silent = silence(scene);
  // What is asked for may be served by a webhook that was not read.
  if (gap !== undefined && silent.open) return { ...silent.injection, injected: "unknown", gap, ...assumed };
  return { ...silent.injection, ...assumed };
}

function sceneOf(mesh: Mesh, pod: PodPlan, webhooks: readonly InjectionWebhook[]): Scene {
  const owner = mesh.get("Namespace", "", pod.namespace);
  const ref = owner === undefined ? namespaceRef(mesh, pod.namespace) : refOf(owner);
  const named = { "kubernetes.io/metadata.name": pod.namespace };
  return {
    mesh,
    pod,
    template: pod.at ?? {
      ref: refIn(mesh, { apiVersion: "v1", kind: "Pod", namespace: pod.namespace, name: "" }),
      path: "",
    },
    namespace: {
      ref,
      labels: { ...named, ...owner?.metadata.labels },
      unread: owner === undefined ? mesh.gap("Namespace") : undefined,
    },
    webhooks,
  };
}

function namespaceRef(mesh: Mesh, name: string): Ref {
  return refIn(mesh, { apiVersion: "v1", kind: "Namespace", namespace: "", name });
}

function supposedFor(mesh: Mesh, namespace: string): readonly InjectionWebhook[] {
  return [...new Set(["default", ...knownRevisions(mesh, namespace)])].sort().flatMap(supposedWebhooks);
}

/** Revisions of which the snapshot shows a trace: an injector's ConfigMap, an istiod, a pod that one of them injected. */
function knownRevisions(mesh: Mesh, namespace: string): ReadonlySet<string> {
  const known = new Set<string>();
  for (const { metadata, injector, mesh: config } of mesh.all("ConfigMap")) {
    if (injector === undefined && config === undefined) continue;
    const revision = metadata.name.replace(/^istio(?:-sidecar-injector)?-?/, "");
    if (revision !== "") known.add(revision);
  }
  for (const { metadata } of mesh.list("Pod", mesh.settings.rootNamespace))
    if (metadata.labels.app === "istiod" && metadata.labels[revisionLabel] !== undefined)
      known.add(metadata.labels[revisionLabel]);
  for (const { metadata } of mesh.list("Pod", namespace)) {
    const revision = metadata.annotations[revisionLabel];
    if (revision !== undefined) known.add(revision);
  }
  return known;
}

function fires({ namespaceSelector, objectSelector }: InjectionWebhook, { namespace, pod }: Scene): boolean {
  return selectorMatches(namespaceSelector, namespace.labels) && selectorMatches(objectSelector, pod.labels);
}

/** What holds whatever the webhooks say. A Namespace that is switched off speaks before its pods do. */
function refusal(scene: Scene): Injection | undefined {
  const { pod, namespace } = scene;
  const never = injectRequired({ ...pod, labels: {}, annotations: {} }, undefined);
  if (!never.required) return injectorSays(scene, never, undefined);
  if (namespace.labels[enabling] === "disabled") return undefined;
  if (pod.labels[inject] !== "false") return undefined;
  return no(onTemplate(scene, "labels", inject), `the pod's label ${inject} is "false"`);
}

function unreadable({ namespace }: Scene, gap: Gap): Injection {
  const spot = { ref: namespace.ref, path: path("metadata", "labels", enabling) };
  const why = `the labels of Namespace ${namespace.ref.name} could not be read`;
  return { injected: "unknown", spot, why, because: [absence(why)], gap };
}

/** A webhook fires; the injector has the last word. */
function agreed(scene: Scene, webhook: InjectionWebhook, firing: readonly InjectionWebhook[]): Injection {
  const config = injectorConfig(scene.mesh, webhook.revision);
  const decided = injectRequired(scene.pod, config?.injector);
  const { revision } = webhook;
  if (!decided.required) return { ...injectorSays(scene, decided, config), revision };
  const asks = askingLabel(scene);
  const because = [
    ...(asks === undefined ? [] : [asks.evidence]),
    ...firing.map((each) =>
      each.ref === undefined
        ? byDefault(`the webhook ${each.name} of revision ${each.revision} is supposed`)
        : field(each.ref, `${each.path}.name`, each.name, each === webhook ? undefined : "matches as well"),
    ),
  ];
  const spot = asks?.spot ?? spotOf(webhook) ?? onTemplate(scene, "labels", inject).spot;
  return { injected: true, spot, why: `webhook ${webhook.name} injects revision ${revision}`, because, revision };
}

/** The label by which the pod is asked for: the Namespace's before the pod's. */
function askingLabel(scene: Scene): Place | undefined {
  for (const key of [enabling, revisionLabel])
    if (scene.namespace.labels[key] !== undefined) return onNamespace(scene, key);
  for (const key of [revisionLabel, inject])
    if (scene.pod.labels[key] !== undefined) return onTemplate(scene, "labels", key);
  return undefined;
}

function spotOf({ ref, path: at }: InjectionWebhook): Spot | undefined {
  return ref === undefined ? undefined : { ref, path: at };
}

function injectorSays(scene: Scene, decided: InjectRequired, config: ConfigMap | undefined): Injection {
  return no(placeAt(decidedAt(scene, decided, config), decided.value), decided.why);
}

function decidedAt(scene: Scene, { on, path: at }: InjectRequired, config: ConfigMap | undefined): Spot {
  if (on === "namespace") return { ref: scene.namespace.ref, path: at };
  return on === "injector" && config !== undefined ? { ref: refOf(config), path: at } : inTemplate(scene, at);
}

/** Source: charts istio-discovery `istiod-injector-configmap.yaml`. */
function injectorConfig(mesh: Mesh, revision: string): ConfigMap | undefined {
  const name = revision === "default" ? "istio-sidecar-injector" : `istio-sidecar-injector-${revision}`;
  return mesh.all("ConfigMap").find(({ metadata, injector }) => injector !== undefined && metadata.name === name);
}

interface Silence {
  readonly injection: Injection;
  /** Injection is asked for, and no webhook that was read answers. */
  readonly open: boolean;
}

/** No webhook fires: which label is missing, wrong, or refers to what does not exist. */
function silence(scene: Scene): Silence {
  const { namespace, pod, webhooks } = scene;
  const served = servedNames(webhooks);
  const unserved = (place: Place, what: string): Silence => ({
    injection: no(place, `no webhook serves ${what}: ${served}`),
    open: true,
  });
  const kept = (place: Place, why: string): Silence => ({ injection: no(place, why), open: false });
  const switched = namespace.labels[enabling];
  if (switched === "disabled")
    return kept(onNamespace(scene, enabling), `Namespace ${pod.namespace} is labelled ${enabling}=disabled`);
  if (switched === "enabled") return unserved(onNamespace(scene, enabling), `${enabling}=enabled`);
  if (switched !== undefined)
    return kept(onNamespace(scene, enabling), `${enabling}=${switched} is neither "enabled" nor "disabled"`);
  const wanted = namespace.labels[revisionLabel];
  if (wanted !== undefined) return unserved(onNamespace(scene, revisionLabel), `revision or tag ${wanted}`);
  const own = pod.labels[revisionLabel];
  if (own !== undefined) return unserved(onTemplate(scene, "labels", revisionLabel), `revision or tag ${own}`);
  if (pod.labels[inject] === "true") return unserved(onTemplate(scene, "labels", inject), `pods with ${inject}=true`);
  if (pod.annotations[inject] === "true")
    return kept(
      onTemplate(scene, "annotations", inject),
      `${inject} is only an annotation, and webhooks select labels`,
    );
  return { injection: unlabelled(scene), open: false };
}

function unlabelled(scene: Scene): Injection {
  const defaults = scene.webhooks.some((webhook) => serves(webhook, { [enabling]: "enabled" }));
  const key = defaults || scene.webhooks.length === 0 ? enabling : revisionLabel;
  return no(onNamespace(scene, key), `neither Namespace ${scene.pod.namespace} nor the pod asks for injection`);
}

function serves({ namespaceSelector, objectSelector }: InjectionWebhook, namespaceLabels: Labels): boolean {
  return selectorMatches(namespaceSelector, namespaceLabels) && selectorMatches(objectSelector, {});
}

/** `there are 1-20 and the tag prod`. */
function servedNames(webhooks: readonly InjectionWebhook[]): string {
  if (webhooks.length === 0) return "no injection webhook is installed";
  const names = new Set(
    webhooks.map(({ revision, tag }) => (tag === undefined ? `revision ${revision}` : `tag ${tag}`)),
  );
  return `there is only ${[...names].sort().join(", ")}`;
}

/** A field and how it stands. */
interface Place {
  readonly spot: Spot;
  readonly evidence: Evidence;
}

function placeAt(spot: Spot, value: string | boolean | undefined): Place {
  return { spot, evidence: field(spot.ref, spot.path, value) };
}

function onNamespace({ namespace }: Scene, key: string): Place {
  return placeAt({ ref: namespace.ref, path: path("metadata", "labels", key) }, namespace.labels[key]);
}

function onTemplate(scene: Scene, kind: "labels" | "annotations", key: string): Place {
  return placeAt(inTemplate(scene, path("metadata", kind, key)), scene.pod[kind][key]);
}

function inTemplate({ template }: Scene, at: string): Spot {
  return { ref: template.ref, path: template.path === "" ? at : `${template.path}.${at}` };
}

function no({ spot, evidence }: Place, why: string): Injection {
  return { injected: false, spot, why, because: [evidence] };
}
