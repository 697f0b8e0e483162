import type { Service } from "../../model/resources/core.ts";
import type { Controller } from "../../model/resources/workloads.ts";
import type { Resources } from "../../model/snapshot.ts";
import type { Roll } from "./roll.ts";
import { isServiceAccount, isWanted } from "./wanted.ts";

type Labels = Readonly<Record<string, unknown>>;

const controllers = ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job"] as const;

/**
 * The Services that what is called may be called through: those of its name; else those that select it, as far as its
 * labels were read, or all of its namespace.
 */
export function servicesBefore(
  { to, answersTo }: Pick<Roll, "to" | "answersTo">,
  light: Resources,
): readonly Service[] {
  const { Service = [], Pod = [] } = light;
  const called = Service.filter(({ metadata }) => isWanted(to, metadata.namespace, metadata.name));
  if (called.length > 0 && (to.kind === undefined || to.kind === "Service")) return called;
  const workloads: readonly { readonly namespace: string; readonly labels: Labels }[] = [
    ...controllers
      .flatMap((kind): readonly Controller[] => light[kind] ?? [])
      .filter(({ metadata }) => isWanted(to, metadata.namespace, metadata.name))
      .map(({ metadata, spec }) => ({
        namespace: metadata.namespace,
        labels: spec.template.metadata.labels,
      })),
    ...Pod.filter(
      ({ metadata, spec }) =>
        isWanted(to, metadata.namespace, metadata.name) ||
        (isServiceAccount(to) && isWanted(to, metadata.namespace, spec.serviceAccountName ?? "default")),
    ).map(({ metadata: { namespace, labels } }) => ({ namespace, labels })),
  ];
  const known = new Set(workloads.map(({ namespace }) => namespace));
  return Service.filter(({ metadata: { namespace }, spec: { selector = {} } }) => {
    const pairs = Object.entries(selector);
    if (pairs.length === 0) return false;
    if (!known.has(namespace)) return answersTo.has(namespace);
    return workloads.some(
      (workload) => workload.namespace === namespace && pairs.every(([key, value]) => workload.labels[key] === value),
    );
  });
}
