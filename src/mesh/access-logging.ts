import type { Mesh } from "../model/mesh.ts";
import type { Telemetry } from "../model/resources/routing.ts";
import type { Workload } from "../model/workload.ts";
import { labelsMatch } from "./labels.ts";

/** Which calls a proxy may log: those that it makes, or those that it takes. */
export type LoggedSide = "CLIENT" | "SERVER";

type AccessLogging = NonNullable<Telemetry["spec"]["accessLogging"]>[number];

/**
 * Whether a workload's proxy logs access. The narrowest Telemetry that speaks of this side decides (workload, namespace,
 * root namespace); where none does, the mesh's default providers, else `accessLogFile`. `undefined`: something that
 * could decide was not read, or is meant for gateways by name.
 * Source: pilot/pkg/model/telemetry.go `AccessLogging`, `applicableTelemetries`, `mergeLogs`.
 */
export function accessLogging(
  mesh: Mesh,
  { namespace, labels }: Pick<Workload, "namespace" | "labels">,
  side: LoggedSide,
): boolean | undefined {
  const { rootNamespace, config, ref } = mesh.settings;
  const namespaces = [...new Set([namespace, rootNamespace])];
  if (ref === undefined || namespaces.some((each) => mesh.gap("Telemetry", each) !== undefined)) return undefined;
  const own = mesh.list("Telemetry", namespace);
  if (namespaces.some((each) => mesh.list("Telemetry", each).some(isForNamedOnes))) return undefined;
  const scopes: readonly (readonly Telemetry[])[] = [
    own.filter(({ spec }) => !isForAll(spec.selector?.matchLabels) && labelsMatch(spec.selector?.matchLabels, labels)),
    // Of several for all of a namespace the oldest counts.
    ...namespaces.map((each) =>
      mesh
        .list("Telemetry", each)
        .filter(({ spec }) => isForAll(spec.selector?.matchLabels))
        .slice(0, 1),
    ),
  ];
  for (const scope of scopes) {
    const said = scope.flatMap(({ spec }) => (spec.accessLogging ?? []).filter((each) => speaksOf(each, side)));
    if (said.length > 0) return said.some(({ disabled }) => disabled !== true);
  }
  return (config.defaultProviders?.accessLogging ?? []).length > 0 || (config.accessLogFile ?? "") !== "";
}

function isForAll(labels: Readonly<Record<string, string>> | undefined): boolean {
  return labels === undefined || Object.keys(labels).length === 0;
}

function isForNamedOnes({ spec }: Telemetry): boolean {
  return spec.targetRefs !== undefined && spec.targetRefs.length > 0;
}

function speaksOf({ match }: AccessLogging, side: LoggedSide): boolean {
  const mode = match?.mode ?? "CLIENT_AND_SERVER";
  return mode === "CLIENT_AND_SERVER" || mode === side;
}
