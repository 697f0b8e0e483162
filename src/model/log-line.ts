import type { LogEvidence } from "./evidence.ts";
import type { LogEntry } from "./log-entry.ts";
import type { Ref } from "./ref.ts";

/** A cluster's name taken apart: `outbound|8080|v1|payment.shop.svc.cluster.local`. */
export interface ClusterParts {
  /** `outbound`, `inbound`, `inbound-vip`, `inbound-pod`. */
  readonly direction: string;
  /** Service port of an outbound cluster, target port of an inbound one. */
  readonly port: number;
  /** An outbound cluster's subset, a waypoint cluster's protocol; "" where there is none. */
  readonly subset: string;
  /** "" for a sidecar's inbound clusters. */
  readonly host: string;
}

/** Which rule of which AuthorizationPolicy refused a request, as Envoy names it. */
export interface DenyingRule {
  readonly namespace: string;
  readonly policy: string;
  readonly rule: number;
}

/** Why an upstream connection ended: `{ reason: "remote_connection_failure", transport: "TLS_error:…" }`. */
export interface ResetReason {
  readonly reason: string;
  /** What the transport said; undefined where it said nothing. */
  readonly transport: string | undefined;
}

/** `10.0.0.1:8080`, `payment.shop:80`, `[fd00::1]:80`, taken apart. */
export interface HostAndPort {
  readonly host: string;
  readonly port: number | undefined;
}

const outboundNames = new Set(["PassthroughCluster", "BlackHoleCluster", "UnknownService"]);
const outboundRoutes = new Set(["allow_any", "block_all"]);

/** Which way a call went through the proxy that logged it. Source: istio-semantics §15.3. */
export function direction({
  upstreamCluster,
  routeName,
  requestedServerName,
  details,
  tunnel,
}: LogEntry): "outbound" | "inbound" | "other" {
  if (tunnel !== undefined) return tunnel.direction;
  if (upstreamCluster !== undefined) {
    if (/^(?:inbound[|-]|InboundPassthroughCluster)/.test(upstreamCluster)) return "inbound";
    if (/^outbound[|_]/.test(upstreamCluster) || outboundNames.has(upstreamCluster)) return "outbound";
  }
  if (routeName !== undefined && outboundRoutes.has(routeName)) return "outbound";
  // Only a listener that takes calls from outside has filter chains to miss, and only mesh clients send such names.
  if (details === "filter_chain_not_found" || requestedServerName?.startsWith("outbound_.")) return "inbound";
  return "other";
}

/** The pod of which a line tells: the one whose proxy wrote it; of ztunnel, the one that it wrote it for. */
export function spokenFor({ pod, tunnel }: LogEntry): Ref {
  if (tunnel === undefined) return pod;
  const { namespace = "", name = "" } = tunnel.direction === "outbound" ? tunnel.source : tunnel.destination;
  return { apiVersion: "v1", kind: "Pod", namespace, name };
}

/** The parts of a cluster's name; undefined for names of another form. Newer Istio may end the name with `;`. */
export function clusterParts(cluster: string | undefined): ClusterParts | undefined {
  const [way, port, subset, host, ...rest] = (cluster ?? "").split("|");
  if (way === undefined || subset === undefined || host === undefined || rest.length > 0) return undefined;
  if (!/^(?:in|out)bound/.test(way) || !/^\d{1,5}$/.test(port ?? "")) return undefined;
  return { direction: way, port: Number(port), subset, host: host.endsWith(";") ? host.slice(0, -1) : host };
}

/** The cluster that a mesh client dialled, from the server name it sent: `outbound_.8080_.v1_.host`. */
export function sniParts(serverName: string | undefined): ClusterParts | undefined {
  return serverName?.startsWith("outbound_.") ? clusterParts(serverName.split("_.").join("|")) : undefined;
}

/** Which policy refused a connection, as ztunnel names it. */
export interface TunnelDenier {
  readonly kind: "AuthorizationPolicy" | "PeerAuthentication";
  readonly namespace: string;
  readonly policy: string;
}

/**
 * The policy that refused a connection, as the callee's ztunnel names it; "none" where no ALLOW policy matched.
 * PeerAuthentications are converted, and bear their names with a prefix; the one that stands for plain STRICT names none.
 * Source: ztunnel src/proxy.rs `AuthorizationRejectionError`; pilot/pkg/serviceregistry/ambient/authorization.go
 * `convertedPeerAuthenticationPrefix`, `staticStrictPolicyName`.
 */
export function tunnelDeniedBy(error: string | undefined): TunnelDenier | "none" | undefined {
  const [, namespace, policy] = /explicitly denied by: ([^/\s]+)\/(\S+)/.exec(error ?? "") ?? [];
  if (namespace === undefined || policy === undefined)
    return error?.includes("allow policies exist, but none allowed") === true ? "none" : undefined;
  if (policy === "istio_converted_static_strict") return undefined;
  const converted = /^converted_peer_authentication_(.+)$/.exec(policy)?.[1];
  return converted === undefined
    ? { kind: "AuthorizationPolicy", namespace, policy }
    : { kind: "PeerAuthentication", namespace, policy: converted };
}

/** Who refused, from response or termination details: a rule, "none" where no ALLOW rule matched. Source: §15.5. */
export function deniedBy(details: string | undefined): DenyingRule | "none" | undefined {
  const match = details?.match(
    /rbac_access_denied_matched_policy\[(?:(none)|[^[\]\s]*ns\[([^\]]*)\]-policy\[([^\]]*)\]-rule\[(\d+)\])\]/,
  );
  if (match === null || match === undefined) return undefined;
  const [, none, namespace = "", policy = "", rule] = match;
  return none === undefined ? { namespace, policy, rule: Number(rule) } : "none";
}

/** The reason in `upstream_reset_before_response_started{…}`. New Envoy separates with `|`, old with `,`. */
export function resetReason(details: string | undefined): ResetReason | undefined {
  const match = details?.match(/upstream_reset_(?:before|after)_response_started\{([^|,}]*)(?:[|,]([^}]*))?/);
  return match?.[1] === undefined ? undefined : { reason: match[1], transport: match[2] };
}

/** Host and port of an address or authority; the host in lower case, without brackets, scheme or last dot. */
export function hostAndPort(text: string | undefined): HostAndPort | undefined {
  if (text === undefined || text === "") return undefined;
  const bare = text.slice(text.lastIndexOf("/") + 1).toLowerCase();
  const match = /^\[([^\]]+)\](?::(\d{1,5}))?$/.exec(bare) ?? /^([^:]+)(?::(\d{1,5}))?$/.exec(bare);
  const host = match?.[1] ?? bare;
  return {
    host: host.endsWith(".") ? host.slice(0, -1) : host,
    port: match?.[2] === undefined ? undefined : Number(match[2]),
  };
}

/** Flags by which a proxy says that it answered in place of the upstream, or cut the call. Source: §15.4. */
const failureFlags = new Set(
  "NR NC UH UF UO UC UR LR UT FI RL RLSE UAEX SI IH DPE UPE UMSDR NFCF OM DF DO UDO LH".split(" "),
);

/** The flags of a line that tell of a failure, in order of the alphabet. */
export function failingFlags({ flags }: LogEntry): readonly string[] {
  return flags.filter((flag) => failureFlags.has(flag)).sort();
}

/**
 * Whether the proxy that wrote the line failed the call itself: answered from 400 on in place of the upstream, cut it,
 * or refused the connection. A client that hung up (DC, DR) is no failure; nor is what the upstream answered.
 */
export function isOwnFailure(entry: LogEntry): boolean {
  const { code, details, terminationDetails, upstreamHost, tunnel } = entry;
  if (tunnel !== undefined) return tunnel.error !== undefined && !isEnding(tunnel.error);
  if (failingFlags(entry).length > 0) return true;
  if (code === 0) return isRefusal(details) || isRefusal(terminationDetails);
  if (code < 400 || answeredUpstream(entry)) return false;
  // Istio before 1.9 logs no details; then only a call that went nowhere is known to be the proxy's own answer.
  return details !== undefined || upstreamHost === undefined;
}

/** Whether the answer came from beyond the proxy: the next proxy or the application. */
export function answeredUpstream({ details }: LogEntry): boolean {
  return details?.startsWith("via_upstream") ?? false;
}

function isRefusal(details: string | undefined): boolean {
  return details?.startsWith("rbac_access_denied") ?? false;
}

/**
 * Whether an error of ztunnel only tells how a connection was ended that had been up: its caller went away, the proxy
 * was replaced, or the last goodbye was lost. Source: ztunnel src/proxy.rs `Error`; src/copy.rs `copy_bidirectional`.
 */
function isEnding(error: string): boolean {
  return /client disconnected before all data|while closing connection|connection drain\b|failed to drain|pool draining/.test(
    error,
  );
}

/**
 * Whether what failed a connection is beyond the proxy that wrote the line: the callee's ztunnel, or a waypoint,
 * answered the tunnel's CONNECT with a status. Source: ztunnel src/proxy/h2/client.rs; src/proxy.rs `Error::HttpStatus`.
 */
export function isRefusedBeyond({ tunnel }: LogEntry): boolean {
  return tunnel?.direction === "outbound" && tunnel.error?.startsWith("http status: ") === true;
}

/** Whether the caller went away before it had an answer. */
export function hungUp({ code, flags, tunnel }: LogEntry): boolean {
  if (tunnel !== undefined) return tunnel.error !== undefined && isEnding(tunnel.error);
  return code === 0 && flags.some((flag) => flag === "DC" || flag === "DR");
}

/** A log line as evidence. */
export function logEvidence({ pod, container, at, line, place }: LogEntry, note?: string): LogEvidence {
  return { kind: "log", ref: pod, container, at, line, place, ...(note === undefined ? {} : { note }) };
}
