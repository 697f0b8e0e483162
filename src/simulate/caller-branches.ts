import { fraction } from "../model/fraction.ts";
import type { Mesh } from "../model/mesh.ts";
import type { NonEmpty } from "../model/non-empty.ts";
import type { Pair } from "../model/pair.ts";
import type { Branch, End, Hop } from "../model/trace.ts";
import type { Workload } from "../model/workload.ts";
import { addressBlocks, blocksMet, whereabouts } from "./address-blocks.ts";
import { fateOf, groupBy } from "./fate.ts";
import { podsLabel } from "./pods-label.ts";
import { staysOnNode } from "./stays-on-node.ts";

/** The pods of a caller, those of one fate as one branch with their share. `go`: what becomes of a request of theirs. */
export function callerBranches(
  mesh: Mesh,
  pair: Pair,
  pods: readonly Workload[],
  go: (group: NonEmpty<Workload>) => Hop | End,
): readonly Branch[] {
  const byNode = staysOnNode(mesh, pair);
  const asked = [pair.from.namespace, pair.to.namespace, ...pair.services.map(({ namespace }) => namespace)];
  const blocks = addressBlocks(mesh, asked);
  const alike = apart(blocks);
  const branches = branchesOf(alike);
  if (alike.length === pods.length) return branches;
  // Routes may lead to where other policies tell the same pods apart.
  const parted = apart([...blocks, ...blocksMet(mesh, branches)]);
  return parted.length > alike.length ? branchesOf(parted) : branches;

  function apart(known: readonly string[]): readonly NonEmpty<Workload>[] {
    return groupBy(pods, (workload) => {
      const node = byNode ? (workload.pod.spec.nodeName ?? null) : null;
      return JSON.stringify([fateOf(workload), whereabouts(known, workload.ip), node]);
    });
  }

  function branchesOf(groups: readonly NonEmpty<Workload>[]): readonly Branch[] {
    return groups.map((group) => ({
      share: fraction(group.length, pods.length),
      label: groups.length === 1 ? "" : podsLabel(group, groups),
      to: go(group),
    }));
  }
}
