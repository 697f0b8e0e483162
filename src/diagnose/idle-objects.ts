import { authorizationPoliciesFor } from "../mesh/authorization-policies.ts";
import { destinationRuleFor } from "../mesh/destination-rules.ts";
import { misplacedPolicies } from "../mesh/misplaced-policies.ts";
import { peerAuthentication } from "../mesh/peer-authentication.ts";
import { portOf } from "../mesh/registry.ts";
import { sidecarOwner } from "../mesh/sidecar-owner.ts";
import { sidecarScope } from "../mesh/sidecar-scope.ts";
import { virtualServicesFor } from "../mesh/virtual-services.ts";
import { podsWith } from "../mesh/workloads.ts";
import { askedService } from "../model/asked-service.ts";
import type { Inert } from "../model/cause.ts";
import type { Flow } from "../model/flow.ts";
import type { Mesh } from "../model/mesh.ts";
import type { Pair } from "../model/pair.ts";
import { refKey } from "../model/ref.ts";
import type { RegistryService } from "../model/service.ts";
import type { ProxyView, Workload } from "../model/workload.ts";
import { fateOf, groupBy } from "../simulate/fate.ts";
import { sampleServers } from "./sample-servers.ts";

/**
 * Objects that name the host of a flow, or stand beside its server's policies, without being in force for it: written
 * in vain, or overridden. Whether that hurts is for the traces to say.
 */
export function idleObjects(mesh: Mesh, pair: Pair, flow: Flow): readonly Inert[] {
  const service = askedService(pair, flow);
  if (service === undefined) return [];
  const proxied = pair.clients.filter(({ proxy }) => proxy.kind === "sidecar");
  const idle = groupBy(proxied, fateOf).map(([client]) => idleFor(mesh, client, service, flow));
  // What is in force for one kind of the caller's pods is not written in vain.
  const everywhere = (idle[0] ?? []).filter((inert) =>
    idle.every((some) => some.some((one) => keyOf(one) === keyOf(inert))),
  );
  return proxied.length === 0 ? [] : unique([...everywhere, ...besideServer(mesh, service, flow)]);
}

function idleFor(mesh: Mesh, client: Workload, service: RegistryService, flow: Flow): readonly Inert[] {
  const view: ProxyView = { kind: "sidecar", namespace: client.namespace, labels: client.labels };
  const scope = sidecarScope(mesh, view);
  const routing = virtualServicesFor(mesh, view, service.hostname, "mesh", { scope, port: flow.port });
  const owner = sidecarOwner(mesh, routing.inForce, { view, port: flow.port, gateway: "mesh" });
  const rules = destinationRuleFor(mesh, view, service).inert;
  return [...routing.inert, ...owner.inert, ...rules];
}

function besideServer(mesh: Mesh, service: RegistryService, flow: Flow): readonly Inert[] {
  const port = portOf(service, flow.port);
  if (port === undefined) return [];
  return sampleServers(mesh, service, port).flatMap((endpoint) => {
    const home = mesh.home(endpoint.ref);
    const target = { namespace: endpoint.namespace, labels: endpoint.labels, kind: "sidecar" as const };
    return [
      ...authorizationPoliciesFor(home, target).ignored,
      ...misplacedPolicies(home, target),
      ...peerAuthentication(home, target, endpoint.port, port.number).ignored,
    ].filter((inert) => !servesOthers(home, inert));
  });
}

/**
 * A policy whose selector finds pods is in use where it stands, however much it looks like one for this server; and so
 * may be one of a namespace whose pods were not read.
 */
function servesOthers(mesh: Mesh, { ref, reason }: Inert): boolean {
  if (reason !== "selector" || (ref.kind !== "AuthorizationPolicy" && ref.kind !== "PeerAuthentication")) return false;
  const selector = mesh.home(ref).get(ref.kind, ref.namespace, ref.name)?.spec.selector?.matchLabels;
  if (selector === undefined) return false;
  const home = mesh.home(ref);
  return podsWith(home, ref.namespace, selector).length > 0 || home.gap("Pod", ref.namespace) !== undefined;
}

function keyOf({ ref, path, reason }: Inert): string {
  return `${refKey(ref)} ${path} ${reason}`;
}

function unique(found: readonly Inert[]): readonly Inert[] {
  const seen = new Set<string>();
  return found.filter((inert) => {
    const key = keyOf(inert);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
