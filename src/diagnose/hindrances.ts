import { importsService } from "../mesh/imports.ts";
import { networkPolicyVerdict } from "../mesh/network-policies.ts";
import { sidecarScope } from "../mesh/sidecar-scope.ts";
import { serviceVisible } from "../mesh/visibility.ts";
import { absence, type Evidence, field } from "../model/evidence.ts";
import type { Mesh } from "../model/mesh.ts";
import type { RegistryService } from "../model/service.ts";
import type { Workload } from "../model/workload.ts";
import { targetPort } from "./callee.ts";

/**
 * What keeps a caller from a service beside AuthorizationPolicies, as far as the two ends alone tell: it is not exported
 * to the caller, its Sidecar does not import it, NetworkPolicies isolate one end from the other.
 */
export function hindrances(
  mesh: Mesh,
  client: Workload,
  service: RegistryService,
  server: Workload | undefined,
): readonly Evidence[] {
  return [...outOfSight(mesh, client, service), ...isolated(mesh, client, service, server)];
}

function outOfSight(mesh: Mesh, client: Workload, service: RegistryService): readonly Evidence[] {
  const { kind } = client.proxy;
  if (kind === "none" || kind === "unknown") return [];
  if (!serviceVisible(mesh, service, client.namespace)) {
    const path =
      service.registry === "Kubernetes" ? 'metadata.annotations["networking.istio.io/exportTo"]' : "spec.exportTo";
    const value = service.exportTo;
    return [field(service.ref, path, value, `not visible from namespace ${client.namespace}`)];
  }
  const scope = sidecarScope(mesh, { kind, namespace: client.namespace, labels: client.labels });
  if (scope.sidecar === undefined) return [];
  const { imported, spot, because } = importsService(mesh, scope, service);
  if (imported || spot === undefined) return [];
  const [written] = because;
  const value = written?.kind === "field" ? written.value : undefined;
  return [field(spot.ref, spot.path, value, "does not import it")];
}

/** Only where it holds on every port. */
function isolated(
  mesh: Mesh,
  client: Workload,
  service: RegistryService,
  server: Workload | undefined,
): readonly Evidence[] {
  if (server === undefined || mesh.all("NetworkPolicy").length === 0) return [];
  const verdicts = service.ports.map((port) => {
    const number = targetPort(port, [server]);
    if (number === undefined) return undefined;
    const verdictOf = (direction: "ingress" | "egress", pod: Workload, peer: Workload) =>
      networkPolicyVerdict(mesh, { direction, pod: endOf(pod), peer: endOf(peer), port: number });
    return [verdictOf("egress", client, server), verdictOf("ingress", server, client)].find(
      ({ allowed }) => allowed === false,
    );
  });
  const [first] = verdicts;
  if (first === undefined || verdicts.includes(undefined)) return [];
  return [first.because[0] ?? absence("NetworkPolicies refuse it")];
}

function endOf({ namespace, labels, ip }: Workload): {
  readonly namespace: string;
  readonly labels: Workload["labels"];
  readonly ip: string | undefined;
} {
  return { namespace, labels, ip };
}
