import { createMesh } from "../../mesh/create-mesh.ts";
import { compare } from "../../model/compare.ts";
import type { CheckupEntry, Probes } from "../../model/doctor.ts";
import type { Telemetry } from "../../model/resources/routing.ts";
import { entryOf } from "./entry-of.ts";

/** Switches the log on for one workload, and for nobody else. Source: Istio, "Telemetry API". */
const telemetryCommand = `kubectl apply -f - <<'EOF'
apiVersion: telemetry.istio.io/v1
kind: Telemetry
metadata: {name: payment-access-log, namespace: shop}
spec:
  selector: {matchLabels: {app: payment}}
  accessLogging: [{providers: [{name: envoy}]}]
EOF`;

/** Whether proxies write access logs, by what, and how to turn them on for one workload. */
export function accessLogEntries({ resources, gaps, at }: Probes): readonly CheckupEntry[] {
  const id = "access-log";
  const { rootNamespace, config, ref } = createMesh({ resources, gaps, at }).settings;
  const file = config.accessLogFile ?? "";
  const byDefault = config.defaultProviders?.accessLogging ?? [];
  const wide = (resources.Telemetry ?? []).filter((one) => one.metadata.namespace === rootNamespace && isWide(one));
  const narrow = (resources.Telemetry ?? []).filter((one) => !wide.includes(one));
  const on = (one: Telemetry): boolean => (one.spec.accessLogging ?? []).some(({ disabled }) => disabled !== true);
  const off = (one: Telemetry): boolean => (one.spec.accessLogging ?? []).some(({ disabled }) => disabled === true);
  const where = (list: readonly Telemetry[]): string =>
    list
      .map(({ metadata }) => `Telemetry ${metadata.namespace}/${metadata.name}`)
      .sort(compare)
      .join(", ");
  const exceptions = narrow.filter(off);
  const except = exceptions.length === 0 ? "" : `; switched off for some by ${where(exceptions)}`;
  const switchedOff = wide.filter((one) => off(one) && !on(one));
  const because =
    switchedOff.length > 0
      ? undefined
      : wide.some(on)
        ? where(wide.filter(on))
        : file !== ""
          ? `accessLogFile ${file} of the mesh's settings`
          : byDefault.length > 0
            ? `the default provider ${byDefault.join(", ")} of the mesh's settings`
            : undefined;
  if (because !== undefined) {
    if (file !== "" && !file.startsWith("/dev/std") && !wide.some(on))
      return [
        entryOf(
          id,
          "warning",
          `on for the whole mesh, into the file ${file} of each pod, where it cannot be read`,
          "Set accessLogFile to /dev/stdout in the mesh's settings.",
        ),
      ];
    return [entryOf(id, exceptions.length > 0 ? "warning" : "well", `on for the whole mesh, by ${because}${except}`)];
  }
  const some = narrow.filter(on);
  const isUnread = ref === undefined && gaps.some(({ kind }) => kind === "ConfigMap");
  const hint =
    "Without access logs an answer rests on configuration alone. For one workload, put its label and namespace into this:";
  if (isUnread && some.length === 0)
    return [entryOf(id, "warning", "whether it is on is not known: the mesh's settings could not be read")];
  if (ref === undefined && some.length === 0 && switchedOff.length === 0)
    return [
      entryOf(
        id,
        "warning",
        "whether it is on is not known: the mesh's settings were not found",
        "They are the ConfigMap istio in istiod's namespace. Where Istio is not installed there is no mesh to ask about.",
      ),
    ];
  const isAll = switchedOff.length > 0 ? `off for the whole mesh, by ${where(switchedOff)}` : "off for the whole mesh";
  return [
    entryOf(
      id,
      "warning",
      some.length === 0 ? isAll : `on for some workloads only, by ${where(some)}${except}`,
      hint,
      telemetryCommand,
    ),
  ];
}

function isWide({ spec }: Telemetry): boolean {
  return Object.keys(spec.selector?.matchLabels ?? {}).length === 0;
}
