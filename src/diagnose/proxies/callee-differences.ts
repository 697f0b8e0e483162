import { authorizationPoliciesFor } from "../../mesh/authorization-policies.ts";
import { peerAuthentication } from "../../mesh/peer-authentication.ts";
import { targetPortOn } from "../../mesh/pod-endpoint.ts";
import { refOf } from "../../mesh/ref-of.ts";
import { sidecarScope } from "../../mesh/sidecar-scope.ts";
import type { Mesh } from "../../model/mesh.ts";
import type { DifferenceFacts } from "../../model/proxy-facts.ts";
import type { HeldInbound } from "../../model/proxy-state.ts";
import { type Ref, refKey } from "../../model/ref.ts";
import type { RegistryService } from "../../model/service.ts";
import type { ProxyView, Workload } from "../../model/workload.ts";
import type { Compared } from "./caller-differences.ts";
import { isOfRevision } from "./of-revision.ts";

/**
 * What a callee's sidecar enforces, held against what the model says: the AuthorizationPolicies that allow and deny,
 * and whether connections without TLS are taken on the ports of the services.
 *
 * Every sidecar that is redirected to has chains for HTTP and for TCP, if only those that pass traffic through, so that
 * each policy leaves a trace in it (listener_inbound.go `buildInboundPassthroughChains`, authz/builder/builder.go
 * `build`, which names a policy even where it has no rule). Not compared: CUSTOM policies, whose filters depend on
 * their providers (extauthz.go); AUDIT, which decides nothing; ports under a Sidecar's ingress list, which may have
 * TLS of their own.
 */
export function calleeDifferences(
  mesh: Mesh,
  services: readonly RegistryService[],
  workload: Workload,
  inbound: HeldInbound,
): Compared {
  if (workload.proxy.kind !== "sidecar" || isUnredirected(workload)) return { agreed: 0, differences: [] };
  const found = [...policies(mesh, workload, inbound), ...plaintext(mesh, services, workload, inbound)];
  return {
    agreed: found.filter((one) => one === "agrees").length,
    differences: found.filter((one) => one !== "agrees"),
  };
}

type Outcome = DifferenceFacts | "agrees";

/** Without redirection there is no listener that takes all. Source: listener_inbound.go `buildInboundListeners`. */
function isUnredirected({ pod }: Workload): boolean {
  return pod.metadata.annotations["sidecar.istio.io/interceptionMode"] === "NONE";
}

function policies(mesh: Mesh, { namespace, labels }: Workload, inbound: HeldInbound): Outcome[] {
  const inForce = authorizationPoliciesFor(mesh, { namespace, labels, kind: "sidecar" });
  if (inForce.gap !== undefined) return [];
  const expected = [...inForce.deny, ...inForce.allow].map(refOf);
  const held = inbound.policies.filter(({ dryRun }) => !dryRun).map(refOfPolicy);
  const missing = without(expected, held).filter((ref) => !isOfRevision(mesh, ref));
  const extra = without(held, expected).filter((ref) => !isOfRevision(mesh, ref) && decides(mesh, ref));
  if (missing.length === 0 && extra.length === 0) return ["agrees"];
  return [{ kind: "authorization-policy", missing, extra }];
}

/** Whether a policy would allow or deny; of one that is not there any more, that is supposed. */
function decides(mesh: Mesh, { namespace, name }: Ref): boolean {
  const action = mesh.get("AuthorizationPolicy", namespace, name)?.spec.action;
  return action !== "CUSTOM" && action !== "AUDIT";
}

function without(refs: readonly Ref[], others: readonly Ref[]): readonly Ref[] {
  const known = new Set(others.map(refKey));
  return [...new Map(refs.map((ref) => [refKey(ref), ref])).values()].filter((ref) => !known.has(refKey(ref)));
}

function refOfPolicy({ namespace, name }: { readonly namespace: string; readonly name: string }): Ref {
  return { apiVersion: "security.istio.io/v1", kind: "AuthorizationPolicy", namespace, name };
}

function plaintext(
  mesh: Mesh,
  services: readonly RegistryService[],
  workload: Workload,
  inbound: HeldInbound,
): Outcome[] {
  const view: ProxyView = { kind: "sidecar", namespace: workload.namespace, labels: workload.labels };
  const { sidecar } = sidecarScope(mesh, view);
  if ((sidecar?.spec.ingress ?? []).length > 0 || hasRevisions(mesh, workload.namespace)) return [];
  const ports = new Set(
    services
      .flatMap(({ ports: declared }) => declared)
      .flatMap(({ protocol, targetPort }) =>
        protocol === "UDP" ? [] : (targetPortOn(workload.pod, targetPort) ?? []),
      ),
  );
  return [...ports].flatMap((port): Outcome[] => {
    const held = inbound.plaintext.find((one) => one.port === port) ?? inbound.plaintext.find((one) => one.port === 0);
    const { mode, spot, gap } = peerAuthentication(mesh, workload, port);
    if (held === undefined || gap !== undefined) return [];
    if (held.accepted === (mode !== "STRICT")) return ["agrees"];
    return [{ kind: "plaintext", port, accepted: held.accepted, policy: spot?.ref }];
  });
}

/** A PeerAuthentication for one revision alone may or may not speak for this proxy. */
function hasRevisions(mesh: Mesh, namespace: string): boolean {
  return [...new Set([namespace, mesh.settings.rootNamespace])]
    .flatMap((searched) => mesh.list("PeerAuthentication", searched))
    .some((policy) => isOfRevision(mesh, refOf(policy)));
}
