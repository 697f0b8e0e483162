import { type ClientTlsDecision, clientTls } from "../mesh/client-tls.ts";
import { injectionVerdict } from "../mesh/injection-verdict.ts";
import { isAtLeast } from "../mesh/is-at-least.ts";
import { peerAuthentication } from "../mesh/peer-authentication.ts";
import type { Spot } from "../model/cause.ts";
import { field } from "../model/evidence.ts";
import { refText } from "../model/ref.ts";
import type { Endpoint } from "../model/service.ts";
import type { Gap } from "../model/snapshot.ts";
import { type End, type Hop, hop, onward } from "../model/trace.ts";
import { certificateFailure, credentialFailure } from "./certificate-failure.ts";
import { type Cluster, side } from "./cluster.ts";
import { unknownEnd } from "./end.ts";
import type { Sent, Target } from "./sent.ts";
import { serverHop } from "./server.ts";
import type { Walk } from "./walk.ts";
import { workloadOfEndpoint } from "./workload-of-endpoint.ts";

/** What the client's proxy puts on the wire for this endpoint, and how the server takes it. */
export function tlsHop(walk: Walk, cluster: Cluster, target: Target, group: readonly Endpoint[]): Hop | End {
  const { service } = cluster;
  const decision = clientTlsTo(walk, cluster, target.endpoint);
  const gap = decision.gap ?? unreadInference(walk, cluster, target, decision);
  if (gap !== undefined) {
    return unknownEnd(
      "tls",
      side(walk),
      {
        code: "unreadable",
        gap,
        decision: `how ${walk.client.owner.name} speaks to ${service.hostname}`,
      },
      decision.because,
    );
  }
  const refused =
    credentialFailure(walk, decision) ?? sanFailure(walk, decision, target) ?? trustFailure(walk, decision, target);
  if (refused !== undefined) return refused;
  const sent: Sent = {
    wire: decision.wire,
    plaintext: withBarePods(walk, cluster, withAllPods(decision.reason, group)),
    mode: decision.mode,
    spot: decision.spot,
    sni: decision.sni,
    because: decision.because,
  };
  const to = serverHop(walk, target, sent);
  if (target.endpoint.proxy === undefined && decision.wire === "plaintext" && decision.mode === "AUTO") return to;
  return hop({
    kind: "tls",
    at: side(walk),
    title: title(decision),
    because: decision.because,
    next: onward(to),
    wire: decision.wire,
  });
}

/** What the client's proxy puts on the wire to one endpoint of a cluster. */
export function clientTlsTo(walk: Walk, cluster: Cluster, endpoint: Endpoint): ClientTlsDecision {
  const { service, port, rule, subset, inferred } = cluster;
  const owner = workloadOfEndpoint(walk.mesh, endpoint)?.owner;
  return clientTls({
    mesh: walk.mesh,
    view: walk.view,
    service,
    port,
    rule,
    subset: subset?.name,
    endpoint,
    inferred,
    ...(owner === undefined ? {} : { owner }),
  });
}

/** Where the proxy chooses by itself, it goes by policies of the namespace and the mesh, which may not have been read. */
function unreadInference(
  { mesh }: Walk,
  { service, inferred }: Cluster,
  { endpoint }: Target,
  { mode }: ClientTlsDecision,
): Gap | undefined {
  if (mode !== "AUTO" || endpoint.tlsMode !== "istio" || service.meshExternal || !mesh.settings.autoMtls)
    return undefined;
  if (inferred.spot !== undefined && inferred.spot.ref.kind !== "PeerAuthentication") return undefined;
  return peerAuthentication(mesh, { namespace: service.namespace, labels: {} }).gap;
}

function title({ wire, mode, spot }: ClientTlsDecision): string {
  const spoken = wire === "mtls" ? "mTLS" : wire === "tls" ? "TLS" : "plaintext";
  return `${spoken} (${mode === "AUTO" ? "auto" : mode}${spot === undefined ? "" : `, ${refText(spot.ref)}`})`;
}

/** The pods of a class share their missing label. */
function withAllPods(reason: Sent["plaintext"], group: readonly Endpoint[]): Sent["plaintext"] {
  return reason?.code === "no-tls-label" ? { ...reason, pods: group.map(({ ref }) => ref) } : reason;
}

/** A headless service gets plaintext for the sake of those of its pods that have no sidecar: they are to blame. */
function withBarePods({ mesh }: Walk, { endpoints }: Cluster, reason: Sent["plaintext"]): Sent["plaintext"] {
  if (reason?.code !== "inferred-disable" || reason.spot?.ref.kind === "PeerAuthentication") return reason;
  const bare = endpoints.flatMap((endpoint) => {
    const workload = workloadOfEndpoint(mesh, endpoint);
    return workload?.proxy.kind === "none" ? [workload] : [];
  });
  return bare.length === 0 ? reason : { ...reason, bare: injectionVerdict(mesh, bare) };
}

function sanFailure(
  walk: Walk,
  { sanMismatch, because, wire }: ClientTlsDecision,
  { endpoint }: Target,
): End | undefined {
  if (sanMismatch === undefined || wire === "plaintext" || endpoint.proxy?.kind !== "sidecar") return undefined;
  const { spot, why, wanted, shown } = sanMismatch;
  return certificateFailure(
    walk,
    { spot, why, names: { wanted, shown } },
    "TLS_error:_CERTIFICATE_VERIFY_FAILED:verify_cert_failed:_SAN_matcher",
    [...because, field(spot.ref, spot.path, wanted, why)],
  );
}

/**
 * Before Istio 1.29 a client's istiod takes every endpoint's identity for one of its own trust domain (and aliases).
 * Source: pilot/pkg/serviceregistry/kube/controller/multicluster.go (`remoteMeshCollection`); push_context.go
 * `addServiceAccounts`.
 */
function trustFailure(walk: Walk, { wire, sans, because }: ClientTlsDecision, { endpoint }: Target): End | undefined {
  const { settings } = walk.mesh;
  const shown = walk.mesh.home(endpoint.ref).settings.trustDomain;
  const known = [settings.trustDomain, ...settings.trustDomainAliases];
  if (wire !== "mtls" || sans !== undefined || known.includes(shown) || isAtLeast(settings.istioVersion, "1.29"))
    return undefined;
  const spot: Spot = { ref: settings.ref ?? walk.client.owner, path: "mesh.trustDomainAliases" };
  const why = `the server's certificate is of trust domain ${shown}, and the caller's proxy expects ${known.join(" or ")}`;
  return certificateFailure(
    walk,
    { spot, why },
    "TLS_error:_CERTIFICATE_VERIFY_FAILED:verify_cert_failed:_SAN_matcher",
    [...because, field(spot.ref, spot.path, settings.trustDomainAliases, why)],
  );
}
