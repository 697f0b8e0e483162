import type { Mesh } from "../model/mesh.ts";
import type { Resource } from "../model/metadata.ts";
import type { WorkloadSelector } from "../model/resources/routing.ts";
import type { TargetRef } from "../model/resources/security.ts";
import type { RegistryService } from "../model/service.ts";
import type { ProxyKind } from "../model/workload.ts";
import { labelsMatch } from "./labels.ts";

/** Where a policy would be enforced. */
export interface PolicyTarget {
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly kind: ProxyKind;
  /** The Gateway that the proxy serves; its `gateway.networking.k8s.io/gateway-name` label where not given. */
  readonly gatewayName?: string;
  /** At a waypoint: the service that is called. */
  readonly services?: readonly RegistryService[];
}

/** An AuthorizationPolicy or a RequestAuthentication. */
export interface AttachablePolicy extends Resource {
  readonly spec: {
    readonly selector?: WorkloadSelector;
    readonly targetRef?: TargetRef;
    readonly targetRefs?: readonly TargetRef[];
  };
}

/**
 * Whether a policy of the root namespace, the workload's or (at a waypoint) the service's is in force at a proxy.
 * Source: pilot/pkg/model/policyattachment.go `ShouldAttachPolicy`.
 */
export function attachedTo(mesh: Mesh, target: PolicyTarget, policy: AttachablePolicy): boolean {
  const refs = targetRefs(policy);
  if (!hasGatewayName(target)) return refs.length === 0 && selects(target, policy);
  if (refs.length === 0) return target.kind !== "waypoint" && selects(target, policy);
  return refs.some((ref) => refersTo(mesh, target, policy, ref));
}

/** The namespaces that are searched, in Istio's order. Source: authorization.go `ListAuthorizationPolicies`. */
export function policyNamespaces(mesh: Mesh, { namespace, services = [] }: PolicyTarget): string[] {
  return [...new Set([mesh.settings.rootNamespace, namespace, ...services.map((service) => service.namespace)])];
}

/** The older, single form counts where the list is empty. Source: policyattachment.go `GetTargetRefs`. */
export function targetRefs({ spec }: AttachablePolicy): readonly TargetRef[] {
  const { targetRef, targetRefs: refs = [] } = spec;
  return refs.length > 0 || targetRef === undefined ? refs : [targetRef];
}

/** Proxies of the Gateway API, to which alone `targetRefs` can apply. */
export function hasGatewayName(target: PolicyTarget): boolean {
  return gatewayNameOf(target) !== undefined || target.kind === "waypoint";
}

function gatewayNameOf({ gatewayName, labels }: PolicyTarget): string | undefined {
  return gatewayName ?? labels["gateway.networking.k8s.io/gateway-name"];
}

function selects({ labels }: PolicyTarget, { spec }: AttachablePolicy): boolean {
  return labelsMatch(spec.selector?.matchLabels, labels);
}

function refersTo(mesh: Mesh, target: PolicyTarget, { metadata }: AttachablePolicy, ref: TargetRef): boolean {
  const { namespace, kind, services = [] } = target;
  if (kind === "waypoint") {
    const everywhere = is(ref, "gateway.networking.k8s.io", "GatewayClass") && ref.name === "istio-waypoint";
    if (everywhere && metadata.namespace === mesh.settings.rootNamespace) return true;
    const named = services.filter(
      (service) => service.ref.name === ref.name && service.namespace === metadata.namespace,
    );
    if (named.some(({ registry }) => registry === registryOf(ref))) return true;
  }
  if (metadata.namespace !== namespace) return false;
  if (ref.namespace !== undefined && ref.namespace !== "" && ref.namespace !== namespace) return false;
  return is(ref, "gateway.networking.k8s.io", "Gateway") && ref.name === gatewayNameOf(target);
}

function registryOf(ref: TargetRef): RegistryService["registry"] | undefined {
  if (is(ref, "", "Service")) return "Kubernetes";
  return is(ref, "networking.istio.io", "ServiceEntry") ? "External" : undefined;
}

/** The core group may be written `core` or left out. Source: pkg/config/schema.go `CanonicalGroup`. */
function is({ group = "", kind }: TargetRef, wantedGroup: string, wantedKind: string): boolean {
  return kind === wantedKind && (group === "core" ? "" : group) === wantedGroup;
}
