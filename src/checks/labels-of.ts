import type { Mesh } from "../model/mesh.ts";
import type { Ref } from "../model/ref.ts";
import type { Controller } from "../model/resources/workloads.ts";

type Labels = Readonly<Record<string, string>>;

const controllerKinds = ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job"] as const;

/** Labels that a rollout or the injector gives a pod; nothing should select by them. */
const passing = [
  "pod-template-hash",
  "controller-revision-hash",
  "pod-template-generation",
  "statefulset.kubernetes.io/pod-name",
  "apps.kubernetes.io/pod-index",
  "controller-uid",
  "security.istio.io/tlsMode",
];

/** The labels by which a workload's pods are told from others: its own selector; else all labels that last. */
export function labelsOf(mesh: Mesh, owner: Ref, podLabels: Labels = {}): Labels {
  const controller = controllerOf(mesh, owner);
  const selector = controller?.spec.selector?.matchLabels ?? {};
  if (Object.keys(selector).length > 0) return selector;
  const own = owner.kind === "Pod" ? mesh.get("Pod", owner.namespace, owner.name)?.metadata.labels : undefined;
  const all = controller?.spec.template.metadata.labels ?? own ?? podLabels;
  return Object.fromEntries(Object.entries(all).filter(([key]) => !passing.includes(key)));
}

function controllerOf(mesh: Mesh, owner: Ref): Controller | undefined {
  const kind = controllerKinds.find((known) => known === owner.kind);
  return kind === undefined ? undefined : mesh.get(kind, owner.namespace, owner.name);
}
