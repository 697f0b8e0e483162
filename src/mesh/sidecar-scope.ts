import type { Spot } from "../model/cause.ts";
import { byDefault, type Evidence, field } from "../model/evidence.ts";
import type { Mesh } from "../model/mesh.ts";
import type { Sidecar } from "../model/resources/routing.ts";
import type { ProxyView } from "../model/workload.ts";
import { type EgressListener, egressListeners } from "./egress-listeners.ts";
import { labelsMatch } from "./labels.ts";
import { refOf } from "./ref-of.ts";

/** What a proxy does with traffic to hosts that it does not know. */
interface OutboundPolicy {
  readonly mode: "ALLOW_ANY" | "REGISTRY_ONLY";
  /** The field that decides it; `undefined`: nothing is written, the default holds. */
  readonly spot: Spot | undefined;
  readonly because: readonly Evidence[];
}

/** What of the mesh a proxy is told about. */
export interface SidecarScope {
  readonly view: ProxyView;
  /** The one Sidecar that applies; `undefined`: everything that is exported is imported. */
  readonly sidecar: Sidecar | undefined;
  readonly listeners: readonly EgressListener[];
  readonly outbound: OutboundPolicy;
}

/**
 * The Sidecar that applies to a proxy, what it imports, and what becomes of unknown traffic. Exactly one applies:
 * the oldest with a selector that matches, else the oldest of the namespace without one, else the root namespace's
 * without one, else none. Gateways and waypoints ignore Sidecars.
 * Source: pilot/pkg/model/push_context.go `doGetSidecarScope`, `initSidecarScopes`.
 */
export function sidecarScope(mesh: Mesh, view: ProxyView): SidecarScope {
  const sidecar = ignoresSidecars(view) ? undefined : sidecarOf(mesh, view);
  return {
    view,
    sidecar,
    listeners: egressListeners(sidecar, view.namespace, mesh.settings.istioVersion),
    outbound: outboundPolicy(mesh, sidecar),
  };
}

function ignoresSidecars({ kind }: ProxyView): boolean {
  return kind === "gateway" || kind === "waypoint";
}

function sidecarOf(mesh: Mesh, { namespace, labels }: ProxyView): Sidecar | undefined {
  const own = mesh.list("Sidecar", namespace);
  const selecting = own.find(
    ({ spec }) => spec.workloadSelector !== undefined && labelsMatch(spec.workloadSelector.labels, labels),
  );
  return (
    selecting ?? own.find(withoutSelector) ?? mesh.list("Sidecar", mesh.settings.rootNamespace).find(withoutSelector)
  );
}

function withoutSelector({ spec }: Sidecar): boolean {
  return spec.workloadSelector === undefined;
}

function outboundPolicy(mesh: Mesh, sidecar: Sidecar | undefined): OutboundPolicy {
  const own = sidecar?.spec.outboundTrafficPolicy;
  if (sidecar !== undefined && own !== undefined) {
    const spot = { ref: refOf(sidecar), path: "spec.outboundTrafficPolicy.mode" };
    // The API's zero value is REGISTRY_ONLY: a policy written without a mode closes the door.
    const note = own.mode === undefined ? "absent in a policy that is written means REGISTRY_ONLY" : undefined;
    const mode = own.mode === undefined || own.mode === "REGISTRY_ONLY" ? "REGISTRY_ONLY" : "ALLOW_ANY";
    return { mode, spot, because: [field(spot.ref, spot.path, own.mode, note)] };
  }
  const { ref, config, outboundMode } = mesh.settings;
  if (ref === undefined || config.outboundTrafficPolicy?.mode === undefined)
    return {
      mode: outboundMode,
      spot: undefined,
      because: [byDefault(`outboundTrafficPolicy is ${outboundMode} where nothing is written`)],
    };
  const spot = { ref, path: "mesh.outboundTrafficPolicy.mode" };
  return { mode: outboundMode, spot, because: [field(ref, spot.path, config.outboundTrafficPolicy.mode)] };
}
