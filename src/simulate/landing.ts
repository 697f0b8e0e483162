import { servicesSelecting } from "../mesh/services-selecting.ts";
import { absence } from "../model/evidence.ts";
import { refKey, refText } from "../model/ref.ts";
import type { End } from "../model/trace.ts";
import type { Target } from "./sent.ts";
import type { Walk } from "./walk.ts";
import { workloadOfEndpoint } from "./workload-of-endpoint.ts";

/**
 * Whether a request that was let in is where it should not be. A backend that a route for the asked host names is
 * right, whatever it is; so is every endpoint of what was asked for.
 */
export function landing(walk: Walk, { endpoint, service }: Target): End | undefined {
  if (walk.onAskedHost) return undefined;
  const { pair } = walk;
  if (pair.services.length === 0 && pair.to.kind !== "Pod") return undefined;
  const asked = new Set([refKey(pair.to), ...pair.services.map(({ ref }) => refKey(ref))]);
  if (service !== undefined && asked.has(refKey(service.ref))) return undefined;
  const workload = workloadOfEndpoint(walk.mesh, endpoint);
  if (workload !== undefined) {
    if (asked.has(refKey(workload.ref)) || asked.has(refKey(workload.owner))) return undefined;
    if (servicesSelecting(walk.mesh, workload.namespace, workload.labels).some(({ ref }) => asked.has(refKey(ref))))
      return undefined;
  }
  const landed = service?.hostname ?? refText(endpoint.ref);
  const why = `the request lands at ${landed}, which no route for ${walk.flow.host} names`;
  return {
    kind: "end",
    disposition: "misrouted",
    station: "route",
    at: "client",
    responseFlag: "-",
    responseDetails: "via_upstream",
    cause: { code: "misrouted", landed, by: undefined, inert: [], why },
    because: [absence(why)],
  };
}
