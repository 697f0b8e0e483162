import { refOf } from "../mesh/ref-of.ts";
import { controllerOf, isAlive, ownerOf } from "../mesh/workloads.ts";
import type { Spot } from "../model/cause.ts";
import { type Evidence, field } from "../model/evidence.ts";
import type { Mesh } from "../model/mesh.ts";
import { path } from "../model/path.ts";
import { type Ref, refKey } from "../model/ref.ts";
import type { Pod } from "../model/resources/core.ts";

/** What pods that are not ready tell. */
interface UnreadyPods {
  /** Where those say what the pods are that made them, each once. */
  readonly makers: readonly Spot[];
  /** ` (container payment CrashLoopBackOff)`; "" where none says why. */
  readonly reasons: string;
  /** Of the first three that are not ready. */
  readonly evidence: readonly Evidence[];
}

/** Why pods are not ready, and who made them. */
export function unreadyPods(mesh: Mesh, pods: readonly Pod[], unready: readonly Pod[] = pods): UnreadyPods {
  return {
    makers: ownersOf(mesh, pods).map((owner) => templateOrPod(mesh, owner)),
    reasons: reasons(pods),
    evidence: unready.slice(0, 3).flatMap(whyUnready),
  };
}

function templateOrPod(mesh: Mesh, owner: Ref): Spot {
  return controllerOf(mesh, owner) === undefined && owner.kind === "Pod"
    ? { ref: owner, path: "status" }
    : { ref: owner, path: "spec.template" };
}

/** What the containers say: `CrashLoopBackOff, 5 restarts`. */
function reasons(pods: readonly Pod[]): string {
  const found = new Set(pods.flatMap((pod) => unreadyContainers(pod).map(({ why }) => why)));
  return found.size === 0 ? "" : ` (${[...found].join(", ")})`;
}

/** An init container that fails keeps all others waiting. */
function unreadyContainers(pod: Pod): { readonly why: string; readonly at: string }[] {
  const { initContainerStatuses = [], containerStatuses = [] } = pod.status;
  const failing = initContainerStatuses.flatMap(({ name, state }, i) =>
    state?.waiting?.reason === undefined || state.waiting.reason === "PodInitializing"
      ? []
      : [{ why: `init container ${name} ${state.waiting.reason}`, at: path("status", "initContainerStatuses", i) }],
  );
  if (failing.length > 0) return failing;
  return containerStatuses.flatMap((status, i) => {
    if (status.ready) return [];
    const why = status.state?.waiting?.reason ?? status.state?.terminated?.reason;
    return [{ why: `container ${status.name} ${why ?? "is not ready"}`, at: path("status", "containerStatuses", i) }];
  });
}

function whyUnready(pod: Pod): Evidence[] {
  const ref = refOf(pod);
  const containers = unreadyContainers(pod).map(({ why, at }) => field(ref, `${at}.ready`, false, why));
  const at = (pod.status.conditions ?? []).findIndex(({ type }) => type === "Ready");
  const condition = pod.status.conditions?.[at];
  if (containers.length > 0) return containers;
  return condition === undefined
    ? []
    : [field(ref, path("status", "conditions", at, "status"), condition.status, condition.reason ?? "Ready")];
}

/** The controllers of pods, each once. */
function ownersOf(mesh: Mesh, pods: readonly Pod[]): readonly Ref[] {
  const owners = new Map(
    pods
      .filter(isAlive)
      .map((pod) => ownerOf(mesh.home(pod.metadata), pod))
      .map((owner) => [refKey(owner), owner]),
  );
  return [...owners.values()];
}
