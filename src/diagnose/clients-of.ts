import { workloadFromTemplate } from "../mesh/pod-from-template.ts";
import { controllerOf, isAlive, workloadOf } from "../mesh/workloads.ts";
import { compare } from "../model/compare.ts";
import type { Mesh } from "../model/mesh.ts";
import type { Party } from "../model/question.ts";
import type { Workload } from "../model/workload.ts";
import { podsOfParty } from "./pods-of-party.ts";

/** The pods behind a caller; where none runs, the one that its template would make. */
export function clientsOf(mesh: Mesh, party: Party): readonly Workload[] {
  const pods = podsOfParty(mesh, party).filter(isAlive);
  const workloads = pods.map((pod) => workloadOf(mesh, pod)).sort((a, b) => compare(a.ref.name, b.ref.name));
  if (party.kind === "CronJob") return clientsOfCronJob(mesh, party, workloads);
  if (pods.length > 0) return workloads;
  const controller = controllerOf(mesh, party);
  return controller === undefined ? [] : [workloadFromTemplate(mesh, controller)];
}

/** What is to be changed of a CronJob's pods is changed in its own template: its Jobs are made anew each time. */
function clientsOfCronJob(mesh: Mesh, party: Party, running: readonly Workload[]): readonly Workload[] {
  const cronJob = mesh.get("CronJob", party.namespace, party.name);
  if (running.length > 0 || cronJob === undefined) return running.map((workload) => ({ ...workload, owner: party }));
  return [workloadFromTemplate(mesh, cronJob)];
}
