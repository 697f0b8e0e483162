import type { Inert, Spot } from "../model/cause.ts";
import { byDefault, type Evidence, field } from "../model/evidence.ts";
import type { Mesh } from "../model/mesh.ts";
import { path } from "../model/path.ts";
import { refText } from "../model/ref.ts";
import type { PeerAuthentication } from "../model/resources/security.ts";
import type { Gap } from "../model/snapshot.ts";
import { labelsMatch } from "./labels.ts";
import { type MtlsMode, mtlsMode } from "./mtls-mode.ts";
import { nearLabels } from "./near-labels.ts";
import { refOf } from "./ref-of.ts";

/** What a workload's proxy demands on one port, and which field says so. */
export interface ServerMode {
  readonly mode: MtlsMode;
  /** The field that decides, `spec.mtls.mode` or `spec.portLevelMtls["8080"].mode`; `undefined`: Istio's default. */
  readonly spot: Spot | undefined;
  readonly because: readonly Evidence[];
  /** Policies that someone may take to be in force here, and are not. */
  readonly ignored: readonly Inert[];
  /** What was not read and could change the mode. */
  readonly gap: Gap | undefined;
}

/** The three policies that can speak for a workload, narrowest last, and what each scope left out. */
export interface PeerAuthenticationScopes {
  readonly mesh: PeerAuthentication | undefined;
  readonly namespace: PeerAuthentication | undefined;
  readonly workload: PeerAuthentication | undefined;
}

interface Subject {
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
}

/**
 * The mTLS mode in force on a workload's port: the narrowest scope that sets one, the oldest policy within a scope.
 * `targetPort` is the port the application listens on; without it the workload's own mode is given. `servicePort` only
 * serves to notice a `portLevelMtls` that was keyed by it.
 * Source: pilot/pkg/security/authn/policy_applier.go `ComposePeerAuthentication`, `GetMutualTLSModeForPort`.
 */
export function peerAuthentication(
  mesh: Mesh,
  workload: Subject,
  targetPort?: number,
  servicePort?: number,
): ServerMode {
  const scopes = peerAuthenticationScopes(mesh, workload);
  const inherited = inheritedMode(scopes);
  const onPort = targetPort === undefined ? undefined : portLevelMode(scopes.workload, targetPort);
  return {
    ...(onPort ?? inherited),
    // Only a failure asks for these.
    get ignored() {
      return ignoredBeside(mesh, workload, scopes, targetPort, servicePort);
    },
    gap: onPort === undefined ? gapThatCouldDecide(mesh, workload.namespace, scopes) : undefined,
  };
}

/**
 * Which policy speaks for the workload in each scope. In the root namespace a selector makes a policy void, so there
 * nothing but the mesh-wide policy counts.
 * Source: pilot/pkg/model/authentication.go `GetPeerAuthenticationsForWorkload`, `ComposePeerAuthentication`.
 */
export function peerAuthenticationScopes(mesh: Mesh, { namespace, labels }: Subject): PeerAuthenticationScopes {
  const { rootNamespace } = mesh.settings;
  const local = namespace === rootNamespace ? [] : mesh.list("PeerAuthentication", namespace);
  return {
    mesh: mesh.list("PeerAuthentication", rootNamespace).find((policy) => !hasSelector(policy)),
    namespace: local.find((policy) => !hasSelector(policy)),
    workload: local.find((policy) => hasSelector(policy) && labelsMatch(policy.spec.selector?.matchLabels, labels)),
  };
}

/** An empty selector selects nothing in particular: the policy is as wide as its namespace. */
function hasSelector({ spec }: PeerAuthentication): boolean {
  return Object.keys(spec.selector?.matchLabels ?? {}).length > 0;
}

type Decided = Pick<ServerMode, "mode" | "spot" | "because">;

/** The mode without regard to ports: workload, else namespace, else mesh, else PERMISSIVE. */
export function inheritedMode(scopes: PeerAuthenticationScopes): Decided {
  for (const policy of [scopes.workload, scopes.namespace, scopes.mesh]) {
    const mode = mtlsMode(policy?.spec.mtls?.mode);
    if (policy !== undefined && mode !== undefined) return decided(policy, path("spec", "mtls", "mode"), mode);
  }
  return {
    mode: "PERMISSIVE",
    spot: undefined,
    because: [byDefault("no PeerAuthentication sets a mode: plaintext and mTLS are both accepted (PERMISSIVE)")],
  };
}

/** A port that is listed without a mode inherits like one that is not listed. */
function portLevelMode(policy: PeerAuthentication | undefined, port: number): Decided | undefined {
  const mode = mtlsMode(policy?.spec.portLevelMtls?.[String(port)]?.mode);
  if (policy === undefined || mode === undefined) return undefined;
  return decided(policy, path("spec", "portLevelMtls", String(port), "mode"), mode);
}

function decided(policy: PeerAuthentication, at: string, mode: MtlsMode): Decided {
  const ref = refOf(policy);
  return { mode, spot: { ref, path: at }, because: [field(ref, at, mode)] };
}

/** An unread wider scope does not matter where a narrower one decides; an unread own namespace always may. */
function gapThatCouldDecide(mesh: Mesh, namespace: string, scopes: PeerAuthenticationScopes): Gap | undefined {
  const { rootNamespace } = mesh.settings;
  const own = namespace === rootNamespace ? undefined : mesh.gap("PeerAuthentication", namespace);
  if (own !== undefined) return own;
  const settled = [scopes.workload, scopes.namespace].some((policy) => mtlsMode(policy?.spec.mtls?.mode) !== undefined);
  return settled ? undefined : mesh.gap("PeerAuthentication", rootNamespace);
}

function ignoredBeside(
  mesh: Mesh,
  { namespace, labels }: Subject,
  scopes: PeerAuthenticationScopes,
  targetPort: number | undefined,
  servicePort: number | undefined,
): Inert[] {
  const { rootNamespace } = mesh.settings;
  const root = mesh.list("PeerAuthentication", rootNamespace).flatMap((policy) => {
    if (!hasSelector(policy)) return policy === scopes.mesh ? [] : [older(policy, scopes.mesh)];
    if (!labelsMatch(policy.spec.selector?.matchLabels, labels)) return [];
    return [
      inert(policy, "spec.selector", "namespace", `a selector in the root namespace ${rootNamespace} is not honoured`),
    ];
  });
  if (namespace === rootNamespace) return root;
  const local = mesh.list("PeerAuthentication", namespace).flatMap((policy) => {
    if (policy === scopes.namespace || policy === scopes.workload) return [];
    if (!hasSelector(policy)) return [older(policy, scopes.namespace)];
    const wanted = policy.spec.selector?.matchLabels;
    if (labelsMatch(wanted, labels)) return [older(policy, scopes.workload)];
    return nearLabels(wanted, labels)
      ? [inert(policy, "spec.selector.matchLabels", "selector", "its selector does not match the workload's labels")]
      : [];
  });
  return [...local, ...root, ...keyedByServicePort(scopes.workload, targetPort, servicePort)];
}

function older(policy: PeerAuthentication, winner: PeerAuthentication | undefined): Inert {
  const by = winner === undefined ? "an older one" : refText(refOf(winner));
  return inert(policy, "spec.mtls", "overridden", `${by} of the same scope is older and alone in force`);
}

function keyedByServicePort(
  policy: PeerAuthentication | undefined,
  targetPort: number | undefined,
  servicePort: number | undefined,
): Inert[] {
  if (policy === undefined || targetPort === undefined || servicePort === undefined || servicePort === targetPort)
    return [];
  if (policy.spec.portLevelMtls?.[String(servicePort)] === undefined) return [];
  const why = `${servicePort} is the Service's port; the key must be the port the application listens on, ${targetPort}`;
  return [inert(policy, path("spec", "portLevelMtls", String(servicePort)), "port", why)];
}

function inert(policy: PeerAuthentication, at: string, reason: Inert["reason"], why: string): Inert {
  const ref = refOf(policy);
  return { ref, path: at, why, reason, evidence: [field(ref, at, undefined, why)] };
}
