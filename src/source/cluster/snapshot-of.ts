import { compare } from "../../model/compare.ts";
import type { Gap, Resources, Snapshot } from "../../model/snapshot.ts";
import { meshConfigIn } from "../mesh-config-in.ts";
import { isEveryNamespace } from "./is-every-namespace.ts";
import type { Proxies } from "./proxies/read-proxies.ts";
import type { Logs } from "./read-logs.ts";
import type { Secrets } from "./read-secrets.ts";
import type { Reader } from "./reader.ts";
import { configurationGap } from "./revisions.ts";

/** What was read besides objects. */
export interface ReadBesides {
  readonly logs: Logs;
  /** Undefined where none was to be asked. */
  readonly proxies: Proxies | undefined;
  readonly secrets: Secrets;
}

/** What is to be told of the reading itself. */
export interface ToldOfReading {
  /** Now, RFC 3339. */
  readonly at: string;
  readonly gaps: readonly Gap[];
  /** What nothing leads to, and was not read therefore. */
  readonly leftAlone: readonly Gap[];
  /** Clauses. */
  readonly assumptions: readonly string[];
  /** Namespaces of which all workloads were read. */
  readonly workloadsOf: readonly string[];
  readonly apiCalls: number;
}

/** The snapshot of what was read of a live cluster. */
export function snapshotOf(
  kube: Reader,
  { logs, proxies, secrets }: ReadBesides,
  { at, gaps: unread, leftAlone, assumptions, workloadsOf, apiCalls }: ToldOfReading,
): Snapshot {
  const resources: Resources = {
    ...kube.resources(),
    ...(secrets.resources.length === 0 ? {} : { Secret: secrets.resources }),
  };
  const gaps = [...unread, ...configurationGap(resources, unread)];
  const isDefaulted = meshConfigIn(resources) === undefined && !gaps.some(({ kind }) => kind === "ConfigMap");
  return {
    resources,
    gaps: [...gaps, ...secrets.gaps, ...logs.gaps, ...(proxies?.gaps ?? []), ...leftAlone],
    logs: logs.entries,
    loggedPods: logs.pods,
    ...(proxies === undefined ? {} : { proxies: proxies.states }),
    at,
    assumptions: [
      ...(isDefaulted ? ["no mesh configuration in the cluster: Istio's defaults are assumed"] : []),
      ...assumptions,
      ...secrets.assumptions,
    ].map((what) => ({ what })),
    ...(isEveryNamespace(workloadsOf, resources) ? {} : { workloadsOf: workloadsOf.toSorted(compare) }),
    locate: () => undefined,
    stats: { objects: Object.values(resources).flat().length, logLines: logs.lines, apiCalls },
  };
}
