import type { Finding } from "../model/diagnosis.ts";
import { isUncertain } from "../model/is-uncertain.ts";
import { type Ref, refKey } from "../model/ref.ts";
import type { Kind } from "../model/resource-kinds.ts";
import type { Gap } from "../model/snapshot.ts";
import type { Answered } from "./answered.ts";

/** What an answer has no say about: that something is not in it does not mean that it is gone. */
export interface Unseen {
  finding(finding: Finding): boolean;
  object(kind: Kind, ref: Ref): boolean;
}

const ofWorkloads: ReadonlySet<Kind> = new Set<Kind>([
  "Pod",
  "EndpointSlice",
  "Deployment",
  "ReplicaSet",
  "StatefulSet",
  "DaemonSet",
  "Job",
  "CronJob",
  "ServiceAccount",
  "WorkloadEntry",
]);

/**
 * What one answer could not see of the other: objects of what was not read, or not asked for; findings about them, and
 * those of checks that could not speak. Where something was not read that the other answer had, and nothing can be
 * told of the pair, it saw nothing.
 */
export function unseenIn(answer: Answered, other: Answered): Unseen {
  const { diagnosis, resources } = answer;
  const gaps = gapsOf(answer);
  const known = new Set(gapsOf(other).map(gapKey));
  const sawNothing = diagnosis.verdict === "unknown" && gaps.some((gap) => !known.has(gapKey(gap)));
  const silent = new Set(diagnosis.steps.filter(({ status }) => status === "unknown").map(({ check }) => check));

  return {
    finding: ({ check, resource }) => {
      const kind = resource.kind as Kind;
      return sawNothing || silent.has(check) || (!isRead(kind, resource) && isUnread(kind, resource));
    },
    object: (kind, ref) => sawNothing || isUnread(kind, ref),
  };

  function isUnread(kind: Kind, { namespace, name }: Ref): boolean {
    const outside = answer.workloadsOf?.includes(namespace) === false && ofWorkloads.has(kind);
    return outside || gaps.some((gap) => gap.kind === kind && isUncertain(gap, namespace, name));
  }

  function isRead(kind: Kind, ref: Ref): boolean {
    return (resources[kind] ?? []).some(
      ({ apiVersion, metadata: { namespace, name } }) =>
        refKey({ apiVersion, kind: ref.kind, namespace, name }) === refKey(ref),
    );
  }
}

function gapsOf({ diagnosis, gaps = [] }: Answered): readonly Gap[] {
  return [...diagnosis.gaps, ...gaps];
}

function gapKey({ what, namespace, ref }: Gap): string {
  return JSON.stringify([what, namespace ?? null, ref === undefined ? null : refKey(ref)]);
}
