import { isIpAddress } from "../mesh/ip-address.ts";
import { workloadFromTemplate } from "../mesh/pod-from-template.ts";
import { servicesAt, servicesNamed } from "../mesh/registry.ts";
import { controllerOf, podsOwnedBy, podsWith, workloadOf } from "../mesh/workloads.ts";
import type { Mesh } from "../model/mesh.ts";
import type { Pair } from "../model/pair.ts";
import type { Workload } from "../model/workload.ts";

/** The same pair in a changed mesh: pods made anew, services with their new ports. */
export function refreshed(mesh: Mesh, pair: Pair): Pair {
  const services = pair.services.flatMap((service) => {
    const again = isIpAddress(service.hostname)
      ? servicesAt(mesh, service.hostname)
      : servicesNamed(mesh, service.hostname);
    return (
      again.find(
        ({ ref }) =>
          ref.name === service.ref.name && ref.namespace === service.ref.namespace && ref.kind === service.ref.kind,
      ) ?? []
    );
  });
  const added = services.length > 0 ? services : servicesNamed(mesh, pair.host);
  return { ...pair, clients: clientsIn(mesh, pair), services: added };
}

function clientsIn(mesh: Mesh, { from, clients }: Pair): readonly Workload[] {
  const known = clients.flatMap(({ ref }) => {
    const pod = mesh.home(ref).get("Pod", ref.namespace, ref.name);
    return pod === undefined ? [] : [workloadOf(mesh, pod)];
  });
  if (known.length > 0) return known;
  const selector =
    from.kind === "Service" ? mesh.home(from).get("Service", from.namespace, from.name)?.spec.selector : undefined;
  const pods = selector === undefined ? podsOwnedBy(mesh, from) : podsWith(mesh, from.namespace, selector);
  if (pods.length > 0) return pods.map((pod) => workloadOf(mesh, pod));
  const controller = mesh.gap("Pod", from.namespace) === undefined ? controllerOf(mesh, from) : undefined;
  return controller === undefined ? clients : [workloadFromTemplate(mesh, controller)];
}
