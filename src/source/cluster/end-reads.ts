import type { Aim } from "./aim.ts";
import { isCalled, isCalledSo } from "./is-called.ts";
import type { Read } from "./read.ts";
import type { Reader } from "./reader.ts";
import { cronJobReadByName, readsByName, readsByNameInPlace, readsByNameOfRareKinds } from "./reads-by-name.ts";

/** A callee is a Service before it is anything else; only where there is none it may be a workload. */
export function calleeReads({ ends }: Aim, kube: Reader): readonly Read[] {
  return ends.slice(1).flatMap((end) => (isCalled("Service", end, kube) ? [] : readsByName(end)));
}

/** A callee that is nothing of what it usually is may be a pod or a Job, in whichever namespace. */
export function rareCalleeReads({ ends }: Aim, kube: Reader): readonly Read[] {
  const [, to] = ends;
  if (to === undefined || to.isQualified || isCalledSo(to, kube)) return [];
  return readsByNameOfRareKinds(to).filter(({ kind }) => kind !== "ServiceAccount");
}

/** An end in a named namespace that is no Service there may be a workload. */
export function unservedReads({ ends }: Aim, kube: Reader): readonly Read[] {
  return ends.flatMap((end) => (isCalled("Service", end, kube) ? [] : readsByNameInPlace(end)));
}

/** A caller is a workload before it is a Service, and most are Deployments; what is nothing else may be a CronJob. */
export function callerReads({ ends }: Aim, kube: Reader): readonly Read[] {
  return ends
    .slice(0, 1)
    .flatMap((end) => [
      ...(isCalled("Deployment", end, kube) ? [] : readsByNameInPlace(end)),
      ...(isCalledSo(end, kube) ? [] : cronJobReadByName(end)),
    ]);
}
