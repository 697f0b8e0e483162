import { refOf } from "../mesh/ref-of.ts";
import type { WordKind } from "../model/kind-words.ts";
import type { IndexDefinition, Mesh } from "../model/mesh.ts";
import type { Ref } from "../model/ref.ts";
import type { Kind } from "../model/resource-kinds.ts";

type Indexes = { readonly [K in WordKind]: IndexDefinition<K> };

function byName<K extends Kind>(kind: K): IndexDefinition<K> {
  return { name: `${kind} by name`, kind, keys: ({ metadata }) => [metadata.name] };
}

const indexes: Indexes = {
  Deployment: byName("Deployment"),
  StatefulSet: byName("StatefulSet"),
  DaemonSet: byName("DaemonSet"),
  ReplicaSet: byName("ReplicaSet"),
  Job: byName("Job"),
  CronJob: byName("CronJob"),
  Pod: byName("Pod"),
  Service: byName("Service"),
  ServiceAccount: byName("ServiceAccount"),
};

/** Objects of a kind that are called so, in one namespace or in all. */
export function findNamed(mesh: Mesh, kind: WordKind, name: string, namespace: string | undefined): readonly Ref[] {
  if (namespace !== undefined) {
    const found = mesh.get(kind, namespace, name);
    return found === undefined ? [] : [refOf(found)];
  }
  return mesh.find(indexes[kind] as IndexDefinition<Kind>, name).map(refOf);
}
