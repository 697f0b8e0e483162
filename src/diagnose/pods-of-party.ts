import { podsOwnedBy, podsWith } from "../mesh/workloads.ts";
import type { Mesh } from "../model/mesh.ts";
import type { Party } from "../model/question.ts";
import type { Pod } from "../model/resources/core.ts";

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
    default:
      return podsOwnedBy(mesh, party);
  }
}
