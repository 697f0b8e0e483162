import type { HealthCommand, WhoCommand } from "../command.ts";
import type { OptionName, OptionValues } from "../options.ts";
import { onlyNamespace, readingFrom } from "./place-from.ts";
import { refuseOthers, usage } from "./usage.ts";

const whoOptions: readonly OptionName[] = [
  "snapshot",
  "cluster",
  "context",
  "kubeconfig",
  "config",
  "namespace",
  "at",
  "output",
  "verbose",
  "details",
];

/** `mesh who payment`. @throws MeshError USAGE */
export function whoFrom(words: readonly string[], values: OptionValues): WhoCommand {
  refuseOthers(values, whoOptions, "who");
  return {
    verb: "who",
    of: subjectFrom(words, "who"),
    namespace: onlyNamespace(values),
    ...readingFrom(values, "who"),
  };
}

/** Options of questions about many pairs. */
export const healthOptions: readonly OptionName[] = [...whoOptions, "secrets", "playbook"];

/** `mesh health payment`, `mesh health shop`. @throws MeshError USAGE */
export function healthFrom(words: readonly string[], values: OptionValues): HealthCommand {
  refuseOthers(values, healthOptions, "health");
  return {
    verb: "health",
    of: subjectFrom(words, "health"),
    namespace: onlyNamespace(values),
    playbook: values.playbook ?? "why",
    ...readingFrom(values, "health"),
  };
}

function subjectFrom([of, ...more]: readonly string[], topic: string): string {
  const what = topic === "who" ? "service" : "service or namespace";
  if (of === undefined || of.trim() === "") throw usage(`Cannot ask: no ${what} is named`, topic);
  if (more.length > 0) throw usage(`Cannot ask about "${[of, ...more].join(" ")}": ${topic} takes one ${what}`, topic);
  return of;
}
