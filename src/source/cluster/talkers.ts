import type { Pod } from "../../model/resources/core.ts";
import type { Aim } from "./aim.ts";
import type { End } from "./ends.ts";
import { limits } from "./limits.ts";

/** Whose logs are read. */
export interface Talkers {
  readonly pods: readonly Pod[];
  /** Whose are not, as clauses. */
  readonly untold: readonly string[];
}

/** Of a question the pods of both ends, of a scope some of each workload in it; the first by name where there are many. */
export function talkers(aim: Aim, ends: readonly End[], pods: readonly Pod[]): Talkers {
  return ends.length > 0 ? ofEnds(ends) : ofScope(pods.filter(({ metadata }) => aim.isSubject(metadata.namespace)));
}

function ofEnds(ends: readonly End[]): Talkers {
  const most = limits.logsOfEnd;
  const sides = ends.map(({ pods }, side) => ({ pods, whose: side === 0 ? "caller" : "callee" }));
  return {
    pods: [...new Set(sides.flatMap(({ pods }) => pods.slice(0, most)))],
    untold: sides.flatMap(({ pods, whose }) =>
      pods.length > most
        ? [`the logs of ${most} of the ${pods.length} pods of the ${whose} were read, the first by name`]
        : [],
    ),
  };
}

function ofScope(pods: readonly Pod[]): Talkers {
  const byOwner = Map.groupBy(pods, ({ metadata }) => {
    const [owner] = metadata.ownerReferences ?? [];
    return `${metadata.namespace}/${owner?.name ?? metadata.name}`;
  });
  const chosen = [...byOwner.values()].flatMap((of) => of.slice(0, limits.logsOfWorkload));
  const read = chosen.slice(0, limits.logsOfScope);
  return {
    pods: read,
    untold: read.length < pods.length ? [`the logs of ${read.length} of ${pods.length} pods were read`] : [],
  };
}
