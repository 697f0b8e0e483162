import type { Pod } from "../../model/resources/core.ts";

/**
 * One pod of each owner, then another of each, and so on. The owners of one end are its versions, and what befalls one
 * of them may spare another: of many pods the first few are to show them all.
 */
export function inTurn(pods: readonly Pod[]): readonly Pod[] {
  const owned = [...byOwner(pods).values()];
  const longest = Math.max(0, ...owned.map((of) => of.length));
  return Array.from({ length: longest }, (_, turn) => owned.flatMap((of) => of.slice(turn, turn + 1))).flat();
}

/** By namespace and owner, in the order in which they come; a pod without an owner is one of its own. */
export function byOwner(pods: readonly Pod[]): ReadonlyMap<string, readonly Pod[]> {
  return Map.groupBy(pods, ({ metadata }) => {
    const [owner] = metadata.ownerReferences ?? [];
    return `${metadata.namespace}/${owner === undefined ? metadata.name : `${owner.kind}/${owner.name}`}`;
  });
}
