import type { Mesh } from "../model/mesh.ts";
import type { Ref } from "../model/ref.ts";
import { controllerOf } from "./controller-of.ts";

type Labels = Readonly<Record<string, string>>;

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

/** The labels that a workload's pods keep over rollouts. `known`: a pod's own, where its owner was not read. */
export function podLabels(mesh: Mesh, owner: Ref, known: Labels = {}): Labels {
  const own =
    owner.kind === "Pod" ? mesh.home(owner).get("Pod", owner.namespace, owner.name)?.metadata.labels : undefined;
  const all = controllerOf(mesh, owner)?.spec.template.metadata.labels ?? own ?? known;
  return Object.fromEntries(Object.entries(all).filter(([key]) => !passing.includes(key)));
}
