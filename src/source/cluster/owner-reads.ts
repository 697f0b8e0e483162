import type { Kind } from "../../model/resource-kinds.ts";
import type { Pod } from "../../model/resources/core.ts";
import type { Read } from "./read.ts";
import type { Reader } from "./reader.ts";

/** Kinds of owners that are asked for by name. */
export const ownerKinds = ["ReplicaSet", "Job"] as const satisfies readonly Kind[];

/**
 * Owners of pods that were not read with their namespace: Jobs, and ReplicaSets of which the name does not tell a
 * Deployment that is there. Asked for by name, for there are many and few matter.
 */
export function ownerReads(pods: readonly Pod[], reader: Reader): readonly Read[] {
  const reads = new Map<string, Read>();
  for (const { metadata } of pods) {
    const { namespace, labels, ownerReferences = [] } = metadata;
    const owner = ownerReferences.find(({ controller }) => controller === true) ?? ownerReferences[0];
    if (owner?.kind === "Job") note({ kind: "Job", namespace, name: owner.name });
    if (owner?.kind !== "ReplicaSet") continue;
    const hash = labels["pod-template-hash"];
    const isTold = hash !== undefined && owner.name.endsWith(`-${hash}`);
    if (!isTold || !reader.has("Deployment", namespace, owner.name.slice(0, -hash.length - 1)))
      note({ kind: "ReplicaSet", namespace, name: owner.name });
  }
  return [...reads.values()];

  function note(read: Read & { readonly kind: (typeof ownerKinds)[number] }): void {
    reads.set(`${read.kind} ${read.namespace}/${read.name}`, read);
  }
}
