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
  if (pods.length > 0) return pods.map((pod) => workloadOf(mesh, pod)).sort((a, b) => compare(a.ref.name, b.ref.name));
  const controller = controllerOf(mesh, party);
  return controller === undefined ? [] : [workloadFromTemplate(mesh, controller)];
}
