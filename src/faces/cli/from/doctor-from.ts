import type { DoctorCommand } from "../command.ts";
import type { OptionName, OptionValues } from "../options.ts";
import { readingFrom } from "./place-from.ts";
import { refuseOthers, usage } from "./usage.ts";

const doctorOptions: readonly OptionName[] = [
  "snapshot",
  "cluster",
  "context",
  "kubeconfig",
  "config",
  "proxies",
  "namespace",
  "at",
  "output",
];

/** `mesh doctor`, `mesh doctor CLUSTER`. @throws MeshError USAGE */
export function doctorFrom([name, ...more]: readonly string[], values: OptionValues): DoctorCommand {
  refuseOthers(values, doctorOptions, "doctor");
  if (more.length > 0 || (name !== undefined && values.cluster !== undefined))
    throw usage(`Cannot look at "${more[0] ?? name}": one cluster is looked at`, "doctor");
  const { namespace: namespaces = [], ...rest } = values;
  const place = name === undefined ? rest : { ...rest, cluster: name };
  const { verbose: _, details: __, ...reading } = readingFrom(place, "doctor");
  return { verb: "doctor", namespaces, ...reading };
}
