import { labelsMatch } from "../../mesh/labels.ts";
import { refOf } from "../../mesh/ref-of.ts";
import { compare } from "../../model/compare.ts";
import type { Mesh } from "../../model/mesh.ts";
import type { PatchingFilter } from "../../model/proxy-facts.ts";
import { type ConfigType, configTypes } from "../../model/proxy-state.ts";
import { refKey } from "../../model/ref.ts";
import type { EnvoyFilter } from "../../model/resources/routing.ts";
import type { Workload } from "../../model/workload.ts";
import { changeOf } from "../change-of.ts";

/**
 * The EnvoyFilters that patch a pod's proxy, the last changed first: those of the root namespace and its own whose
 * selector covers it. One with `targetRefs` is for gateways of the Gateway API alone. Source:
 * pilot/pkg/model/push_context.go `EnvoyFilters`, `getMatchedEnvoyFilters`; policyattachment.go `ShouldAttachPolicy`.
 */
export function filtersOn(mesh: Mesh, workload: Workload): readonly PatchingFilter[] {
  return [...new Set([mesh.settings.rootNamespace, workload.namespace])]
    .flatMap((searched) => mesh.list("EnvoyFilter", searched))
    .filter((filter) => isAttached(filter, workload))
    .map((filter) => ({ ref: refOf(filter), at: changeOf(filter)?.at, patches: patchesOf(filter, workload) }))
    .sort((a, b) => compare(b.at ?? "", a.at ?? "") || compare(refKey(a.ref), refKey(b.ref)));
}

const gatewayLabel = "gateway.networking.k8s.io/gateway-name";

function isAttached({ metadata, spec }: EnvoyFilter, { namespace, labels }: Workload): boolean {
  const { targetRefs = [], workloadSelector } = spec;
  if (targetRefs.length === 0) return labelsMatch(workloadSelector?.labels, labels);
  return (
    metadata.namespace === namespace &&
    targetRefs.some(({ kind, name }) => kind === "Gateway" && labels[gatewayLabel] === name)
  );
}

/**
 * Parts that a filter may change; of one of which only the selector is known, any of them. The route tables of inbound
 * listeners stand in the listeners. Source: api/networking/v1alpha3/envoy_filter.proto `ApplyTo`, `PatchContext`.
 */
function patchesOf({ spec: { configPatches } }: EnvoyFilter, { proxy }: Workload): readonly ConfigType[] {
  if (configPatches === undefined) return configTypes;
  const patched = configPatches.flatMap(({ applyTo = "", match: { context = "ANY" } = {} }): readonly ConfigType[] => {
    const isGatewayPatch = context === "GATEWAY";
    if (context === "WAYPOINT" || (context !== "ANY" && isGatewayPatch !== (proxy.kind === "gateway"))) return [];
    switch (applyTo) {
      case "CLUSTER":
        return ["cluster"];
      case "ROUTE_CONFIGURATION":
      case "VIRTUAL_HOST":
      case "HTTP_ROUTE":
        if (proxy.kind === "gateway" || context === "SIDECAR_OUTBOUND") return ["route"];
        return context === "SIDECAR_INBOUND" ? ["listener"] : ["route", "listener"];
      case "LISTENER":
      case "FILTER_CHAIN":
      case "NETWORK_FILTER":
      case "HTTP_FILTER":
      case "LISTENER_FILTER":
        return ["listener"];
      case "EXTENSION_CONFIG":
        return ["extension-config"];
      default:
        return [];
    }
  });
  return configTypes.filter((type) => patched.includes(type));
}
