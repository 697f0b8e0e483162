import { ownerOf, podsOwnedBy, podsWith } from "../mesh/workloads.ts";
import type { Mesh } from "../model/mesh.ts";
import type { Party } from "../model/question.ts";
import type { Pod } from "../model/resources/core.ts";

/**
 * A CronJob makes Jobs, which make pods. A Job that was not read tells its CronJob by its name: `<cronjob>-<minute>`.
 * Source: Kubernetes pkg/controller/cronjob/utils.go `getJobName`.
 */
function isOfCronJob(mesh: Mesh, pod: Pod, cronJob: string): boolean {
  const { kind, namespace, name } = ownerOf(mesh, pod);
  if (kind !== "Job") return false;
  const job = mesh.get("Job", namespace, name);
  if (job !== undefined)
    return (job.metadata.ownerReferences ?? []).some((owner) => owner.kind === "CronJob" && owner.name === cronJob);
  return name.startsWith(`${cronJob}-`) && /^\d+$/.test(name.slice(cronJob.length + 1));
}

/** The pods that a name stands for, whatever their state. */
export function podsOfParty(mesh: Mesh, party: Party): readonly Pod[] {
  switch (party.kind) {
    case "Pod": {
      const pod = mesh.home(party).get("Pod", party.namespace, party.name);
      return pod === undefined ? [] : [pod];
    }
    case "Service": {
      const selector = mesh.home(party).get("Service", party.namespace, party.name)?.spec.selector;
      return selector === undefined ? [] : podsWith(mesh, party.namespace, selector);
    }
    case "ServiceAccount":
      return mesh
        .list("Pod", party.namespace)
        .filter(({ spec }) => (spec.serviceAccountName ?? "default") === party.name);
    case "CronJob":
      return mesh.list("Pod", party.namespace).filter((pod) => isOfCronJob(mesh, pod, party.name));
    default:
      return podsOwnedBy(mesh, party);
  }
}
