import type { Pair } from "./pair.ts";
import type { Ref } from "./ref.ts";

/**
 * What Kubernetes appends to the names of what controllers make. Its alphabet has no vowels, so that few words given by
 * people look alike. Source: k8s.io/apimachinery/pkg/util/rand; ordinals are a StatefulSet's.
 */
const generated: Readonly<Record<string, RegExp>> = {
  Pod: /(?:-[bcdfghjklmnpqrstvwxz2456789]{8,10})?-[bcdfghjklmnpqrstvwxz2456789]{5}$|-\d+$/,
  ReplicaSet: /-[bcdfghjklmnpqrstvwxz2456789]{8,10}$/,
};

/** The object without what is generated in its name: the same for a pod and the one that is made in its place. */
export function lastingRef(ref: Ref): Ref {
  const appended = generated[ref.kind];
  return appended === undefined ? ref : { ...ref, name: ref.name.replace(appended, "") };
}

/** Who calls and what is called, by names that outlive their pods. */
export function lastingPair({ from, to, clients }: Pair): { readonly from: Ref; readonly to: Ref } {
  const [client] = clients;
  return { from: lastingRef(from.kind === "Pod" && client !== undefined ? client.owner : from), to: lastingRef(to) };
}
