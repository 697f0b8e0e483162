import type { PlaintextReason, Spot } from "../model/cause.ts";
import type { Wire } from "../model/connection.ts";
import { byDefault, type Evidence, field } from "../model/evidence.ts";
import type { Mesh } from "../model/mesh.ts";
import type { Ref } from "../model/ref.ts";
import type { ClientTls } from "../model/resources/destination-rule.ts";
import type { Endpoint, RegistryPort, RegistryService } from "../model/service.ts";
import type { Gap } from "../model/snapshot.ts";
import { type ProxyView, principal } from "../model/workload.ts";
import { tlsModeForEndpoints } from "./endpoint-tls-mode.ts";
import type { InferredMode } from "./inferred-server-mode.ts";
import type { Located, MergedRule } from "./merged-rule.ts";
import { peerAuthentication } from "./peer-authentication.ts";
import { trafficPolicyFor } from "./traffic-policy.ts";

export interface ClientTlsInput {
  readonly mesh: Mesh;
  /** The proxy that dials: a sidecar or a gateway. */
  readonly view: ProxyView;
  readonly service: RegistryService;
  readonly port: RegistryPort;
  readonly rule: MergedRule | undefined;
  readonly subset: string | undefined;
  readonly endpoint: Endpoint;
  /** `inferredServerMode` of the service, which is the same for all its endpoints. */
  readonly inferred: InferredMode;
  /** Controller of the endpoint's pod, named when its label is at fault; the endpoint itself where not given. */
  readonly owner?: Ref;
}

/** `AUTO`: no DestinationRule sets a mode, the proxy decides. */
type ClientTlsMode = "AUTO" | "DISABLE" | "SIMPLE" | "MUTUAL" | "ISTIO_MUTUAL";

/** What the client's proxy puts on the wire to one endpoint, and why. */
export interface ClientTlsDecision {
  readonly wire: Wire;
  readonly mode: ClientTlsMode;
  /** `undefined`: none, or (SIMPLE, MUTUAL) taken from the request's host. */
  readonly sni?: string;
  /** The field that decides; `undefined`: Istio's default. */
  readonly spot: Spot | undefined;
  /** Given where the wire is plaintext. */
  readonly reason?: PlaintextReason;
  readonly because: readonly Evidence[];
  /** Names that the server's certificate must bear one of; absent: those of the endpoint's own service account. */
  readonly sans?: readonly string[];
  /** The certificate that the endpoint shows bears none of the names wanted: CERTIFICATE_VERIFY_FAILED. */
  readonly sanMismatch?: {
    readonly spot: Spot;
    readonly wanted: readonly string[];
    readonly shown: string;
    readonly why: string;
  };
  /** A Secret that the settings name is not there: `Secret_is_not_supplied_by_SDS`. */
  readonly credentialMissing?: { readonly spot: Spot; readonly name: string; readonly namespace: string };
  /** What was not read and could change the decision. */
  readonly gap: Gap | undefined;
}

/**
 * How a proxy speaks to one endpoint of a service.
 * Source: pilot/pkg/networking/core/cluster_tls.go `buildUpstreamTLSSettings`, `buildUpstreamClusterTLSContext`,
 * `applyUpstreamTLSSettings`; pilot/pkg/xds/endpoints/mtls_checker.go `checkMtlsEnabled`.
 */
export function clientTls(input: ClientTlsInput): ClientTlsDecision {
  const { tls } = trafficPolicyFor(input.rule, input.port.number, input.subset);
  if (tls === undefined) return automatic(input);
  const mode = modeOf(tls.value);
  switch (mode) {
    case "DISABLE":
      return plain("DISABLE", tls, "the DestinationRule switches TLS off");
    case "ISTIO_MUTUAL":
      return withIdentity(input, "ISTIO_MUTUAL", tls, "the DestinationRule demands the mesh's mTLS");
    default:
      return ownTls(input, mode, tls);
  }
}

/** A `tls` block without a mode means DISABLE, the API's zero value. */
function modeOf({ mode }: ClientTls): Exclude<ClientTlsMode, "AUTO"> {
  return mode === "SIMPLE" || mode === "MUTUAL" || mode === "ISTIO_MUTUAL" ? mode : "DISABLE";
}

function modeEvidence({ value, spot }: Located<ClientTls>, note: string): Evidence {
  return field(spot.ref, `${spot.path}.mode`, value.mode, note);
}

function plain(mode: ClientTlsMode, tls: Located<ClientTls>, note: string): ClientTlsDecision {
  const spot = { ref: tls.spot.ref, path: `${tls.spot.path}.mode` };
  return {
    wire: "plaintext",
    mode,
    spot,
    reason: { code: "destination-rule", spot },
    because: [modeEvidence(tls, note)],
    gap: undefined,
  };
}

/** Settings that Istio cannot honour are dropped with a warning, and the traffic goes out bare. */
function ownTls(input: ClientTlsInput, mode: "SIMPLE" | "MUTUAL", tls: Located<ClientTls>): ClientTlsDecision {
  const { credentialName = "", clientCertificate = "", privateKey = "" } = tls.value;
  const { ref, path } = tls.spot;
  const isSidecar = input.view.kind !== "gateway" && input.view.kind !== "waypoint";
  if (credentialName !== "" && !credentialName.startsWith("configmap://")) {
    if (isSidecar && input.rule?.forSelectedWorkloads !== true) {
      const spot = { ref, path: `${path}.credentialName` };
      const why = "credentialName on a sidecar needs a workloadSelector; without one the TLS settings are dropped";
      return {
        wire: "plaintext",
        mode,
        spot,
        reason: { code: "destination-rule", spot, credentialName },
        because: [modeEvidence(tls, "as written"), field(ref, spot.path, credentialName, why)],
        gap: undefined,
      };
    }
  } else if (credentialName === "" && mode === "MUTUAL" && (clientCertificate === "" || privateKey === "")) {
    return plain(mode, tls, "MUTUAL needs clientCertificate and privateKey; without them the TLS settings are dropped");
  }
  const spot = { ref, path: `${path}.mode` };
  const { sni = "", subjectAltNames = [] } = tls.value;
  return {
    wire: "tls",
    mode,
    ...(sni === "" ? {} : { sni }),
    spot,
    because: [modeEvidence(tls, "the proxy begins TLS of its own, with the DestinationRule's certificates")],
    ...(subjectAltNames.length === 0 ? {} : { sans: subjectAltNames }),
    ...missingCredential(input, credentialName, { ref, path: `${path}.credentialName` }),
  };
}

function missingCredential(
  { mesh, view }: ClientTlsInput,
  credentialName: string,
  spot: Spot,
): Pick<ClientTlsDecision, "credentialMissing" | "gap"> {
  if (credentialName === "" || credentialName.startsWith("configmap://")) return { gap: undefined };
  const name = credentialName.replace(/^kubernetes:\/\//, "");
  if (mesh.get("Secret", view.namespace, name) !== undefined) return { gap: undefined };
  const gap = mesh.gap("Secret", view.namespace, name);
  return gap === undefined ? { credentialMissing: { spot, name, namespace: view.namespace }, gap } : { gap };
}

function withIdentity(
  input: ClientTlsInput,
  mode: "AUTO" | "ISTIO_MUTUAL",
  tls: Located<ClientTls> | undefined,
  why: string,
  more: readonly Evidence[] = [],
): ClientTlsDecision {
  const { port, subset, service } = input;
  const { sni = "", subjectAltNames = [] } = tls?.value ?? {};
  return {
    wire: "mtls",
    mode,
    sni: sni === "" ? `outbound_.${port.number}_.${subset ?? ""}_.${service.hostname}` : sni,
    spot: tls === undefined ? undefined : { ref: tls.spot.ref, path: `${tls.spot.path}.mode` },
    because: [tls === undefined ? byDefault(why) : modeEvidence(tls, why), ...more],
    ...(subjectAltNames.length === 0 || tls === undefined ? {} : identityCheck(input, tls, subjectAltNames)),
    gap: undefined,
  };
}

/**
 * The names in a DestinationRule stand in place of those that istiod knows for the endpoints.
 * Source: cluster_tls.go `buildUpstreamTLSSettings` (`subjectAltNamesToUse`), `util.StringToExactMatch`.
 */
function identityCheck(
  { mesh, endpoint }: ClientTlsInput,
  tls: Located<ClientTls>,
  wanted: readonly string[],
): Pick<ClientTlsDecision, "sans" | "sanMismatch"> {
  if (endpoint.serviceAccount === undefined || tls.value.insecureSkipVerify === true) return { sans: wanted };
  const shown = `spiffe://${principal(mesh.home(endpoint.ref).settings.trustDomain, endpoint.namespace, endpoint.serviceAccount)}`;
  if (wanted.includes(shown)) return { sans: wanted };
  const spot = { ref: tls.spot.ref, path: `${tls.spot.path}.subjectAltNames` };
  return { sans: wanted, sanMismatch: { spot, wanted, shown, why: `the server's certificate says ${shown}` } };
}

/** Auto mTLS: nothing is written for this port, so istiod chooses, first for the cluster, then for each endpoint. */
function automatic(input: ClientTlsInput): ClientTlsDecision {
  const { mesh, service, inferred } = input;
  const bare = (reason: PlaintextReason, because: readonly Evidence[], spot: Spot | undefined): ClientTlsDecision => ({
    wire: "plaintext",
    mode: "AUTO",
    spot,
    reason,
    because,
    gap: undefined,
  });
  if (service.meshExternal) {
    const spot = { ref: service.ref, path: "spec.location" };
    return bare({ code: "mesh-external", spot }, inferred.because, spot);
  }
  if (!mesh.settings.autoMtls) {
    const { ref } = mesh.settings;
    const spot = ref === undefined ? undefined : { ref, path: "mesh.enableAutoMtls" };
    const note = "automatic mTLS is off for the whole mesh";
    return bare(
      { code: "auto-mtls-off", spot },
      [spot === undefined ? byDefault(note) : field(spot.ref, spot.path, false, note)],
      spot,
    );
  }
  if (inferred.mode === "DISABLE" || inferred.mode === "UNKNOWN")
    return bare({ code: "inferred-disable", spot: inferred.spot, why: inferred.why }, inferred.because, inferred.spot);
  const auto = "automatic mTLS: the endpoint has a sidecar that takes it";
  return dialsOriginalAddress(input)
    ? withIdentity(input, "AUTO", undefined, "automatic mTLS to every address of a headless service", inferred.because)
    : perEndpoint(input, auto);
}

/**
 * Such clusters have no endpoints in Envoy, so what istiod says of an endpoint is never consulted.
 * Source: cluster.go `convertResolution`, cluster_traffic_policy.go `applyLoadBalancer`.
 */
function dialsOriginalAddress({ service, view, rule, port, subset }: ClientTlsInput): boolean {
  const { loadBalancer } = trafficPolicyFor(rule, port.number, subset);
  if (loadBalancer?.value.simple === "PASSTHROUGH") return true;
  return service.resolution === "original" && view.kind !== "gateway";
}

function perEndpoint(input: ClientTlsInput, auto: string): ClientTlsDecision {
  const { mesh, rule, port, subset, endpoint } = input;
  // The port's entry has no `tls`, yet endpoints are marked by the wider block: Istio's own disagreement.
  const marked = tlsModeForEndpoints(rule, port.number, subset);
  if (marked !== undefined)
    return modeOf(marked.value) === "ISTIO_MUTUAL"
      ? withIdentity({ ...input }, "AUTO", marked, "endpoints are marked by the wider tls block")
      : plain(
          "AUTO",
          marked,
          "the port's entry sets no tls, and endpoints are marked by the wider block as not taking mTLS",
        );
  if (endpoint.tlsMode !== "istio") {
    const { ref } = endpoint;
    const path = 'metadata.labels["security.istio.io/tlsMode"]';
    return {
      wire: "plaintext",
      mode: "AUTO",
      spot: { ref, path },
      reason: { code: "no-tls-label", pods: [ref], owner: input.owner ?? ref },
      because: [field(ref, path, endpoint.labels["security.istio.io/tlsMode"], "not istio: clients send plaintext")],
      gap: undefined,
    };
  }
  const { mode, spot, because, gap } = peerAuthentication(mesh, endpoint, endpoint.port);
  if (mode !== "DISABLE") return { ...withIdentity(input, "AUTO", undefined, auto), gap };
  const why = "the server's PeerAuthentication says DISABLE for this port";
  return {
    wire: "plaintext",
    mode: "AUTO",
    spot,
    reason: { code: "inferred-disable", spot, why },
    because,
    gap,
  };
}
