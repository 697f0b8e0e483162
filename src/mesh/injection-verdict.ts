import type { InjectionVerdict, Spot } from "../model/cause.ts";
import { type Evidence, field } from "../model/evidence.ts";
import type { Mesh } from "../model/mesh.ts";
import { path } from "../model/path.ts";
import type { Ref } from "../model/ref.ts";
import type { PodTemplate } from "../model/resources/core.ts";
import type { Workload } from "../model/workload.ts";
import { injectionOf, type PodPlan } from "./injection.ts";
import { templateSpot } from "./template-spot.ts";
import { controllerOf } from "./workloads.ts";

/**
 * What to blame for pods without a proxy: the field of their template or Namespace that keeps it out, or, where they
 * would be injected now, the template whose pods are older than that, and so where it cannot be told; a pod itself only
 * where nothing owns it.
 * The first workload speaks for all.
 * @throws RangeError when there is no workload
 */
export function injectionVerdict(mesh: Mesh, workloads: readonly Workload[]): InjectionVerdict {
  const [first] = workloads;
  if (first === undefined) throw new RangeError("Cannot judge injection: there is no workload");
  const injection = injectionOf(mesh, planOf(mesh, first));
  const base = {
    pods: workloads.map(({ ref }) => ref),
    owner: first.owner,
    namespace: first.namespace,
    evidence: [...first.proxy.because, ...injection.because, ...created(first)],
  };
  if (injection.injected === true)
    return { ...base, spot: restartSpot(first), why: olderWhy(injection.why), wouldInjectNow: true };
  // Labels and webhooks that were not read are nobody's fault: that there is no proxy stands in the workload alone.
  if (injection.injected === "unknown")
    return {
      ...base,
      spot: templateSpot(first, ""),
      why: `why cannot be told: ${injection.why}`,
      wouldInjectNow: false,
    };
  return { ...base, spot: injection.spot, why: injection.why, wouldInjectNow: false };
}

/** The pod that the workload's owner would create now; the pod's own facts where its owner was not read. */
function planOf(mesh: Mesh, { owner, pod, namespace }: Workload): PodPlan {
  const { template, at } = templateOf(mesh, owner);
  return {
    namespace,
    labels: template?.metadata.labels ?? pod.metadata.labels,
    annotations: template?.metadata.annotations ?? pod.metadata.annotations,
    spec: template?.spec ?? pod.spec,
    at: { ref: owner, path: at },
  };
}

interface TemplateAt {
  readonly template: PodTemplate | undefined;
  readonly at: string;
}

function templateOf(mesh: Mesh, owner: Ref): TemplateAt {
  if (owner.kind === "Pod") return { template: undefined, at: "" };
  if (owner.kind === "CronJob") {
    const job = mesh.get("CronJob", owner.namespace, owner.name);
    return { template: job?.spec.jobTemplate.spec.template, at: path("spec", "jobTemplate", "spec", "template") };
  }
  return { template: controllerOf(mesh, owner)?.spec.template, at: path("spec", "template") };
}

function restartSpot(workload: Workload): Spot {
  return templateSpot(workload, workload.owner.kind === "Pod" ? "metadata.creationTimestamp" : "");
}

function olderWhy(why: string): string {
  return `the pods were created before they were asked to be injected; new ones would be: ${why}`;
}

function created({ pod, ref }: Workload): Evidence[] {
  const { creationTimestamp } = pod.metadata;
  return creationTimestamp === undefined ? [] : [field(ref, "metadata.creationTimestamp", creationTimestamp)];
}
