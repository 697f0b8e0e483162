import { accessLogging, type LoggedSide } from "../mesh/access-logging.ts";
import type { Mesh } from "../model/mesh.ts";
import type { UnloggedEnd } from "../model/observation.ts";
import type { Pair } from "../model/pair.ts";
import type { Workload } from "../model/workload.ts";

/** Ends of a pair of which no proxy logs access, the caller first. An end without Envoy has nothing to turn on. */
export function loggingOff(
  mesh: Mesh,
  { from, to, clients }: Pick<Pair, "from" | "to" | "clients">,
  servers: readonly Workload[],
): readonly UnloggedEnd[] {
  return [...endOf(from.name, clients, "CLIENT"), ...endOf(to.name, servers, "SERVER")];

  function endOf(name: string, pods: readonly Workload[], side: LoggedSide): readonly UnloggedEnd[] {
    const proxied = pods.filter(({ proxy }) => proxy.kind === "sidecar" || proxy.kind === "gateway");
    const [first] = proxied;
    if (first === undefined || proxied.some((pod) => accessLogging(mesh.home(pod.ref), pod, side) !== false)) return [];
    return [{ name, namespace: first.namespace, labels: commonLabels(mesh, proxied) }];
  }
}

const selecting = ["Deployment", "StatefulSet", "DaemonSet"] as const;

/** Labels by which the controllers of all these pods know them. */
function commonLabels(mesh: Mesh, pods: readonly Workload[]): Readonly<Record<string, string>> {
  const [first = {}, ...others] = pods.map(({ owner }) => {
    const kind = selecting.find((known) => known === owner.kind);
    return (kind && mesh.home(owner).get(kind, owner.namespace, owner.name)?.spec.selector?.matchLabels) ?? {};
  });
  return Object.fromEntries(
    Object.entries(first).filter(([key, value]) => others.every((labels) => labels[key] === value)),
  );
}
