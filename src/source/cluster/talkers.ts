import type { Pod } from "../../model/resources/core.ts";
import type { Resources } from "../../model/snapshot.ts";
import { controlPlane } from "../interest/interest.ts";
import { isAmbient, tunnelsOf } from "../node-proxies.ts";
import type { Aim } from "./aim.ts";
import type { End } from "./ends.ts";
import { byOwner, inTurn } from "./in-turn.ts";
import { limits } from "./limits.ts";
import { waypointPods } from "./waypoints.ts";

/** Whose logs are read. */
export interface Talkers {
  /** Pods with a proxy of their own. */
  readonly pods: readonly Pod[];
  /** The ztunnels of the nodes of pods that have none, in ambient mode. */
  readonly tunnels: readonly Pod[];
  /** Of what a ztunnel wrote, only lines about these are kept. */
  readonly concerned: readonly Pod[];
  /** Whose are not, as clauses. */
  readonly untold: readonly string[];
}

/** Of a question the pods of both ends, of a scope some of each workload in it; some of every owner where there are many. */
export function talkers(aim: Aim, ends: readonly End[], resources: Resources): Talkers {
  const { Pod: pods = [] } = resources;
  const chosen =
    ends.length > 0
      ? ofEnds(ends, resources)
      : ofScope(pods.filter(({ metadata }) => aim.isSubject(metadata.namespace)));
  const ambient = chosen.pods.filter((pod) => isAmbient(pod, resources.Namespace ?? []));
  const tunnels = tunnelsOf(ambient, pods, new Set(controlPlane(resources)));
  const served = new Set(tunnels.map(({ spec }) => spec.nodeName));
  const unserved = ambient.filter(({ spec }) => !served.has(spec.nodeName)).length;
  return {
    pods: chosen.pods,
    tunnels: tunnels.slice(0, limits.logsOfScope),
    concerned: chosen.concerned,
    untold: [
      ...chosen.untold,
      ...(unserved > 0
        ? [`no ztunnel was found on the node of ${unserved} of ${ambient.length} ambient pods, so its log was not read`]
        : []),
      ...(tunnels.length > limits.logsOfScope
        ? [`the logs of ${limits.logsOfScope} of ${tunnels.length} ztunnels were read`]
        : []),
    ],
  };
}

type Chosen = Omit<Talkers, "tunnels">;

function ofEnds(ends: readonly End[], resources: Resources): Chosen {
  const most = limits.logsOfEnd;
  const sides = ends.map(({ pods }, side) => ({ pods, whose: side === 0 ? "caller" : "callee" }));
  const waypoints = ends.slice(1).flatMap((end) => waypointPods(end, resources).slice(0, limits.waypointLogs));
  return {
    pods: [...new Set([...sides.flatMap(({ pods }) => inTurn(pods).slice(0, most)), ...waypoints])],
    concerned: ends.flatMap(({ pods }) => pods),
    untold: sides.flatMap(({ pods, whose }) =>
      pods.length > most
        ? [`the logs of ${most} of the ${pods.length} pods of the ${whose} were read, of each owner in turn`]
        : [],
    ),
  };
}

function ofScope(pods: readonly Pod[]): Chosen {
  const chosen = [...byOwner(pods).values()].flatMap((of) => of.slice(0, limits.logsOfWorkload));
  const read = chosen.slice(0, limits.logsOfScope);
  return {
    pods: read,
    concerned: pods,
    untold: read.length < pods.length ? [`the logs of ${read.length} of ${pods.length} pods were read`] : [],
  };
}
