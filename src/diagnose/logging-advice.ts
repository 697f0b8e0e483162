import type { Advice } from "../model/fix.ts";
import type { Mesh } from "../model/mesh.ts";
import type { Observation } from "../model/observation.ts";

/** How to let calls be logged where no proxy does, for the workload alone; nothing where calls were seen anyway. */
export function loggingAdvice(mesh: Mesh, { calls, before, loggingOff = [] }: Observation): readonly Advice[] {
  if (calls.length + before.length > 0) return [];
  return loggingOff.map(({ name, namespace, labels }) => {
    const summary = `Turn on access logging for ${name} to see what becomes of calls`;
    const why = "its proxies log nothing; this object changes no other workload";
    if (Object.keys(labels).length === 0) return { summary };
    const apiVersion = `telemetry.istio.io/${isOld(mesh) ? "v1alpha1" : "v1"}`;
    const object = {
      apiVersion,
      kind: "Telemetry",
      metadata: { name: `${name}-access-log`, namespace },
      spec: { selector: { matchLabels: labels }, accessLogging: [{ providers: [{ name: "envoy" }] }] },
    };
    const text = JSON.stringify(object).replaceAll("'", "'\\''");
    return { summary, why, command: `echo '${text}' | kubectl apply -f -` };
  });
}

/** Telemetry is served as v1 since Istio 1.22. */
function isOld({ settings: { istioVersion } }: Mesh): boolean {
  const minor = /^1\.(\d+)/.exec(istioVersion ?? "")?.[1];
  return minor !== undefined && Number(minor) < 22;
}
