import { portOf, servicesWithPort } from "../mesh/registry.ts";
import { isHttp, type RegistryPort, type RegistryService } from "../model/service.ts";
import type { Destination } from "./destination.ts";
import { knows, pick } from "./in-scope.ts";
import type { Walk } from "./walk.ts";

/** What the client's proxy does with a captured connection. */
export type Listener =
  /** HTTP routes by Host header; `fixed`: a sniffed port's listener knows its one service and ignores the header. */
  | { readonly kind: "http"; readonly fixed: RegistryService | undefined }
  | { readonly kind: "tcp"; readonly service: RegistryService; readonly port: RegistryPort }
  /** Nothing was configured for it: PassthroughCluster or BlackHoleCluster. */
  | { readonly kind: "unknown"; readonly why: string };

/**
 * The listener that takes a connection: a VIP's own, then the wildcard HTTP one of the port, then virtualOutbound.
 * Source: pilot/pkg/networking/core/listener.go `buildSidecarOutboundListener`.
 */
export function listenerFor(walk: Walk, destination: Destination): Listener {
  const { port } = destination;
  const service = pick(
    walk,
    destination.services.filter((candidate) => portOf(candidate, port) !== undefined),
    port,
  );
  const found = service === undefined ? undefined : portOf(service, port);
  if (service !== undefined && found !== undefined) return serviceListener(walk, service, found);
  if (walk.payload === "http" && someHttpService(walk, port)) return { kind: "http", fixed: undefined };
  return { kind: "unknown", why: `no listener of this proxy serves ${destination.ip ?? destination.host}:${port}` };
}

function serviceListener(walk: Walk, service: RegistryService, port: RegistryPort): Listener {
  if (isHttp(port.protocol)) {
    if (walk.payload === "http") return { kind: "http", fixed: undefined };
    return {
      kind: "unknown",
      why: `port ${port.number} of ${service.hostname} is declared ${port.protocol}, and what is sent is not HTTP`,
    };
  }
  if (port.protocol === "Auto" && walk.payload === "http") {
    return { kind: "http", fixed: service.addresses.length > 0 || service.headless ? service : undefined };
  }
  return { kind: "tcp", service, port };
}

/** Whether a wildcard HTTP listener exists on a port: any HTTP service with this port, anywhere in scope, opens it. */
function someHttpService(walk: Walk, port: number): boolean {
  for (const service of servicesWithPort(walk.mesh, port)) {
    const found = portOf(service, port);
    if (found !== undefined && isHttp(found.protocol) && knows(walk, service, port)) return true;
  }
  return false;
}
