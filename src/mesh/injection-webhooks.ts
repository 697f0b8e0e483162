import type { Mesh } from "../model/mesh.ts";
import type { LabelSelector, LabelSelectorRequirement } from "../model/metadata.ts";
import type { Ref } from "../model/ref.ts";
import type { MutatingWebhookConfiguration } from "../model/resources/networking.ts";
import { refOf } from "./ref-of.ts";

/** A webhook that asks istiod to inject a proxy into new pods. */
export interface InjectionWebhook {
  readonly name: string;
  readonly namespaceSelector: LabelSelector | undefined;
  readonly objectSelector: LabelSelector | undefined;
  /** The revision that it calls. */
  readonly revision: string;
  /** The tag through which it does so. */
  readonly tag: string | undefined;
  /** `undefined`: supposed, for none was read. */
  readonly ref: Ref | undefined;
  /** `webhooks[0]`. */
  readonly path: string;
}

type Requirements = readonly LabelSelectorRequirement[];

const namePrefixes = ["istio-sidecar-injector", "istio-revision-tag-"];

/**
 * The live webhooks of every revision and tag.
 * Source: charts istio-discovery `mutatingwebhook.yaml`, `revision-tags-mwc.yaml`; istioctl/pkg/checkinject.
 */
export function injectionWebhooks(mesh: Mesh): readonly InjectionWebhook[] {
  return mesh.all("MutatingWebhookConfiguration").filter(isInjector).flatMap(webhooksOf);
}

/**
 * What the charts install for a revision, where the live webhooks could not be read; the default revision also
 * serves `istio-injection` and `sidecar.istio.io/inject`.
 * Source: charts istio-discovery `mutatingwebhook.yaml`.
 */
export function supposedWebhooks(revision: string): readonly InjectionWebhook[] {
  const supposed = { revision, tag: undefined, ref: undefined, path: "" };
  const noInjection = { key: "istio-injection", operator: "DoesNotExist" };
  const noRevision = { key: "istio.io/rev", operator: "DoesNotExist" };
  const thisRevision = { key: "istio.io/rev", operator: "In", values: [revision] };
  const notRefused = { key: "sidecar.istio.io/inject", operator: "NotIn", values: ["false"] };
  const webhook = (name: string, namespace: Requirements, object: Requirements): InjectionWebhook => ({
    ...supposed,
    name: `${name}.sidecar-injector.istio.io`,
    namespaceSelector: { matchExpressions: namespace },
    objectSelector: { matchExpressions: object },
  });
  const named = [
    webhook("rev.namespace", [thisRevision, noInjection], [notRefused]),
    webhook("rev.object", [noRevision, noInjection], [notRefused, thisRevision]),
  ];
  if (revision !== "default") return named;
  return [
    ...named,
    webhook("namespace", [{ key: "istio-injection", operator: "In", values: ["enabled"] }], [notRefused]),
    webhook(
      "object",
      [noInjection, noRevision],
      [{ key: "sidecar.istio.io/inject", operator: "In", values: ["true"] }, noRevision],
    ),
  ];
}

function isInjector({ metadata: { labels, name } }: MutatingWebhookConfiguration): boolean {
  return labels.app === "sidecar-injector" || namePrefixes.some((prefix) => name.startsWith(prefix));
}

function webhooksOf(configuration: MutatingWebhookConfiguration): InjectionWebhook[] {
  const { labels } = configuration.metadata;
  return configuration.webhooks.map((webhook, i) => ({
    name: webhook.name,
    namespaceSelector: webhook.namespaceSelector,
    objectSelector: webhook.objectSelector,
    revision: labels["istio.io/rev"] ?? revisionInName(configuration.metadata.name),
    tag: labels["istio.io/tag"],
    ref: refOf(configuration),
    path: `webhooks[${i}]`,
  }));
}

/** For manifests that keep no labels: `istio-sidecar-injector-1-20` → `1-20`. */
function revisionInName(name: string): string {
  const rest = namePrefixes.reduce(
    (left, prefix) => (left.startsWith(prefix) ? left.slice(prefix.length) : left),
    name,
  );
  return rest.replace(/^-/, "") || "default";
}
