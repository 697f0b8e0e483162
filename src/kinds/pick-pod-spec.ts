import { hasKeptVariables, isKeptVariable } from "./kept-variable.ts";
import { picked } from "./picked.ts";
import { isRawObject } from "./raw-object.ts";

const keptOfSpec: readonly string[] = [
  "serviceAccountName",
  "nodeName",
  "hostNetwork",
  "subdomain",
  "hostname",
  "securityContext",
];
const keptOfContainer: readonly string[] = ["name", "image", "ports", "restartPolicy", "securityContext"];
const keptArguments: ReadonlySet<unknown> = new Set(["istio-init", "istio-proxy", "discovery"]);

/** The part of a `PodSpec` that is looked at: arguments of Istio's containers only, of variables only the named ones. */
export function pickPodSpec(spec: unknown): unknown {
  if (spec === undefined || spec === null) return { containers: [] };
  if (!isRawObject(spec)) return spec;
  const { containers, initContainers } = spec;
  return {
    ...picked(spec, keptOfSpec),
    containers: pickContainers(containers ?? []),
    ...(initContainers === undefined || initContainers === null
      ? {}
      : { initContainers: pickContainers(initContainers) }),
  };
}

function pickContainers(containers: unknown): unknown {
  return Array.isArray(containers) ? containers.map(pickContainer) : containers;
}

function pickContainer(container: unknown): unknown {
  if (!isRawObject(container)) return container;
  const kept = picked(container, keptOfContainer);
  const { name, args, env } = container;
  if (keptArguments.has(name) && args !== undefined && args !== null) kept.args = args;
  if (typeof name === "string" && hasKeptVariables(name) && env !== undefined && env !== null)
    kept.env = pickVariables(name, env);
  return kept;
}

function pickVariables(container: string, env: unknown): unknown {
  if (!Array.isArray(env)) return env;
  return env.flatMap((variable: unknown) =>
    isRawObject(variable) && typeof variable.name === "string" && isKeptVariable(container, variable.name)
      ? [picked(variable, ["name", "value"])]
      : [],
  );
}
