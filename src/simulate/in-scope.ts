import { importsService } from "../mesh/imports.ts";
import { knownServices } from "../mesh/known-services.ts";
import { portOf, servicesNamed } from "../mesh/registry.ts";
import { serviceVisible } from "../mesh/visibility.ts";
import { compare } from "../model/compare.ts";
import type { RegistryService } from "../model/service.ts";
import type { Walk } from "./walk.ts";

/** For what a service must be known: to be dialled by its own name, or only to have clusters that routes lead to. */
export type Purpose = "dial" | "cluster";

/** Whether this client's proxy knows the service: exported to its namespace, and imported by its Sidecar. */
export function knows(
  { mesh, scope, view }: Walk,
  service: RegistryService,
  port?: number,
  purpose: Purpose = "dial",
): boolean {
  if (!serviceVisible(mesh, service, view.namespace)) return false;
  const { imported, dialable } = importsService(mesh, scope, service, port);
  return purpose === "dial" ? dialable : imported;
}

/**
 * The one service that a host name stands for in this client's configuration: its own namespace first, then a
 * Kubernetes Service before a ServiceEntry, then the oldest.
 * Source: pilot/pkg/model/sidecar.go `selectServices`.
 */
export function serviceFor(
  walk: Walk,
  hostname: string,
  port?: number,
  purpose: Purpose = "dial",
): RegistryService | undefined {
  const named = purpose === "cluster" ? knownServices(walk.mesh, hostname) : servicesNamed(walk.mesh, hostname);
  return pick(walk, named, port, purpose);
}

/**
 * Routes may leave the port out where the service has but one.
 * Source: networkfilter.go `buildOutboundNetworkFilters`; route.go `GetDestinationCluster`.
 */
export function onlyPort(walk: Walk, hostname: string): number | undefined {
  const known = knownServices(walk.mesh, hostname).filter((service) => knows(walk, service, undefined, "cluster"));
  const numbers = new Set(known.flatMap(({ ports }) => ports.map(({ number }) => number)));
  const [only] = numbers;
  return numbers.size === 1 ? only : undefined;
}

/** The same choice among services that are already at hand. */
export function pick(
  walk: Walk,
  services: readonly RegistryService[],
  port?: number,
  purpose: Purpose = "dial",
): RegistryService | undefined {
  const all = services.filter((service) => knows(walk, service, port, purpose));
  // ServiceEntries of one host are one service with the ports of all.
  const exposing = port === undefined ? [] : all.filter((service) => portOf(service, port) !== undefined);
  const known = exposing.length > 0 ? exposing : all;
  const rank = (service: RegistryService): number =>
    service.registry === "Kubernetes" ? 0 : service.namespace === walk.view.namespace ? 1 : 2;
  const own = known.find(({ namespace, registry }) => namespace === walk.view.namespace && registry === "Kubernetes");
  return own ?? [...known].sort((a, b) => rank(a) - rank(b) || compare(a.createdAt, b.createdAt))[0];
}
