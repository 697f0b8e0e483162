import type { InjectionVerdict } from "../../model/cause.ts";
import type { Proposal } from "../../model/fix.ts";
import type { Mesh } from "../../model/mesh.ts";
import { refKey } from "../../model/ref.ts";
import { injectPods } from "./inject-pods.ts";

/** What would give the pods of several workloads a proxy, all of them at once. */
export function injectAll(verdicts: readonly InjectionVerdict[], mesh: Mesh): readonly Proposal[] {
  const owners = new Map(verdicts.map((verdict) => [refKey(verdict.owner), verdict]));
  const each = [...owners.values()].map((verdict) => injectPods(verdict, mesh));
  const [first = [], ...others] = each;
  if (each.some((proposals) => proposals.length === 0)) return first;
  return first.map((proposal, i) =>
    others.map((proposals) => proposals[i] ?? proposals.at(-1) ?? proposal).reduce(joined, proposal),
  );
}

/** The same label of one Namespace need not be written twice. */
function joined(one: Proposal, other: Proposal): Proposal {
  const written = new Set(one.changes.map((change) => JSON.stringify(change)));
  const added = other.changes.filter((change) => !written.has(JSON.stringify(change)));
  return {
    summary: added.length === 0 ? one.summary : `${one.summary}; ${lowered(other.summary)}`,
    changes: [...one.changes, ...added],
    after: [...new Set([...one.after, ...other.after])],
  };
}

function lowered(text: string): string {
  return `${text.charAt(0).toLowerCase()}${text.slice(1)}`;
}
