import type { LabelSelector } from "../model/metadata.ts";
import { path } from "../model/path.ts";
import type { PodTemplate } from "../model/resources/core.ts";
import type { InjectorConfig } from "../model/resources/mesh-config.ts";
import { selectorMatches } from "./labels.ts";

/** What the injector looks at in a pod that a webhook sent it. */
export interface InjectedPod {
  readonly namespace: string;
  readonly labels: PodTemplate["metadata"]["labels"];
  readonly annotations: PodTemplate["metadata"]["annotations"];
  readonly spec: { readonly hostNetwork?: boolean };
}

/** The injector's own decision. */
export interface InjectRequired {
  readonly required: boolean;
  /** Which field decided: of the pod, of the Namespace, or of the injector's configuration. */
  readonly on: "pod" | "namespace" | "injector";
  /** Path of that field; below the pod template for `pod`, below the ConfigMap for `injector`. */
  readonly path: string;
  readonly value: string | boolean;
  readonly why: string;
}

/** Source: pkg/kube/inject/initializer.go `IgnoredNamespaces`. */
const ignoredNamespaces: readonly string[] = ["kube-system", "kube-public", "kube-node-lease", "local-path-storage"];

const inject = "sidecar.istio.io/inject";

/**
 * Whether the injector adds a proxy once a webhook has called it: host network and system namespaces never, then the
 * pod's label (or else its annotation), then the injector's selectors, then its policy.
 * Source: pkg/kube/inject/inject.go `injectRequired`.
 */
export function injectRequired(pod: InjectedPod, config: InjectorConfig | undefined): InjectRequired {
  return never(pod) ?? byPolicy(pod, config ?? {});
}

/** What no webhook and no label can override. */
function never({ spec, namespace }: InjectedPod): InjectRequired | undefined {
  if (spec.hostNetwork === true)
    return {
      required: false,
      on: "pod",
      path: "spec.hostNetwork",
      value: true,
      why: "pods on the host's network are never injected",
    };
  if (ignoredNamespaces.includes(namespace))
    return {
      required: false,
      on: "namespace",
      path: "metadata.name",
      value: namespace,
      why: `namespace ${namespace} is never injected`,
    };
  return undefined;
}

function byPolicy(pod: InjectedPod, config: InjectorConfig): InjectRequired {
  const policy = config.policy ?? "enabled";
  const policyAt = { on: "injector", path: path("data", "config"), value: policy } as const;
  if (policy !== "enabled" && policy !== "disabled")
    return { required: false, ...policyAt, why: `the injector's policy "${policy}" is neither enabled nor disabled` };
  const asked = askedBy(pod);
  if (asked !== undefined) return asked;
  if (config.neverInjectSelector?.some((selector) => selects(selector, pod.labels)))
    return { required: false, ...policyAt, why: "the injector's neverInjectSelector matches the pod's labels" };
  if (config.alwaysInjectSelector?.some((selector) => selects(selector, pod.labels)))
    return { required: true, ...policyAt, why: "the injector's alwaysInjectSelector matches the pod's labels" };
  return { required: policy === "enabled", ...policyAt, why: `the injector's policy is ${policy}` };
}

/** The label overrides the annotation, even when it holds neither true nor false. */
function askedBy({ labels, annotations }: InjectedPod): InjectRequired | undefined {
  const [kind, value] =
    labels[inject] === undefined ? ["annotations", annotations[inject]] : ["labels", labels[inject]];
  if (value !== "true" && value !== "false") return undefined;
  const noun = kind === "labels" ? "label" : "annotation";
  return {
    required: value === "true",
    on: "pod",
    path: path("metadata", kind, inject),
    value,
    why: `the pod's ${noun} ${inject} is "${value}"`,
  };
}

/** An empty selector selects nothing here. */
function selects(selector: LabelSelector, labels: InjectedPod["labels"]): boolean {
  const empty = Object.keys(selector.matchLabels ?? {}).length === 0 && (selector.matchExpressions ?? []).length === 0;
  return !empty && selectorMatches(selector, labels);
}
