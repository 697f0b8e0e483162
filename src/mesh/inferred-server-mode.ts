import type { Spot } from "../model/cause.ts";
import { byDefault, type Evidence, field } from "../model/evidence.ts";
import type { Mesh } from "../model/mesh.ts";
import type { RegistryService } from "../model/service.ts";
import type { MtlsMode } from "./mtls-mode.ts";
import { inheritedMode, peerAuthenticationScopes } from "./peer-authentication.ts";

/** What istiod tells clients to expect of a service when no DestinationRule says how to speak to it. */
export interface InferredMode {
  /** `UNKNOWN`: an outside service, never guessed at. */
  readonly mode: MtlsMode | "UNKNOWN";
  readonly spot: Spot | undefined;
  readonly why: string;
  readonly because: readonly Evidence[];
}

export interface InferenceFacts {
  /** Endpoints of the port, as far as known, all have `tlsMode` istio; `false` also where there is no endpoint. */
  readonly endpointsHaveSidecars: boolean;
  /** Where the DestinationRule (or, for a subset, the subset) sets `loadBalancer.simple: PASSTHROUGH`. */
  readonly passthrough?: Spot;
}

/**
 * The server mode that a client's proxy supposes for the whole service. Only policies of the namespace and the mesh
 * count: what a workload or a port demands is not looked at here.
 * Source: pilot/pkg/model/push_context.go `BestEffortInferServiceMTLSMode`.
 */
export function inferredServerMode(mesh: Mesh, service: RegistryService, facts: InferenceFacts): InferredMode {
  if (service.meshExternal) {
    const why = "the host is outside the mesh (MESH_EXTERNAL)";
    return { mode: "UNKNOWN", spot: { ref: service.ref, path: "spec.location" }, why, because: [byDefault(why)] };
  }
  const headless = service.resolution === "original";
  if ((headless || facts.passthrough !== undefined) && !facts.endpointsHaveSidecars) {
    const spot = facts.passthrough ?? { ref: service.ref, path: headlessPath(service) };
    const kind = headless ? "a headless service" : "load balancing PASSTHROUGH";
    const why = `${kind} gets plaintext as soon as one of its endpoints is without a sidecar, or none is known`;
    return { mode: "DISABLE", spot, why, because: [field(spot.ref, spot.path, undefined, why)] };
  }
  const scopes = peerAuthenticationScopes(mesh, { namespace: service.namespace, labels: {} });
  const { mode, spot, because } = inheritedMode({ ...scopes, workload: undefined });
  const why =
    spot === undefined
      ? "no PeerAuthentication is set for the namespace or the mesh"
      : `the ${scope(spot, mesh)} PeerAuthentication says ${mode}`;
  return { mode, spot, why, because };
}

function headlessPath({ registry }: RegistryService): string {
  return registry === "Kubernetes" ? "spec.clusterIP" : "spec.resolution";
}

function scope({ ref }: Spot, { settings }: Mesh): string {
  return ref.namespace === settings.rootNamespace ? "mesh-wide" : "namespace's";
}
