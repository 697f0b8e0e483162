/** Environment variables of Istio's own containers that decide how the mesh behaves; none of them can hold a secret. */
const keptVariables: Readonly<Record<string, ReadonlySet<string>>> = {
  "istio-proxy": new Set([
    "ISTIO_META_CLUSTER_ID",
    "ISTIO_META_DNS_AUTO_ALLOCATE",
    "ISTIO_META_DNS_CAPTURE",
    "ISTIO_META_ENABLE_HBONE",
    "ISTIO_META_INTERCEPTION_MODE",
    "ISTIO_META_MESH_ID",
    "ISTIO_META_NETWORK",
    "ISTIO_META_REQUESTED_NETWORK_VIEW",
    "ISTIO_META_UNPRIVILEGED_POD",
    "TRUST_DOMAIN",
  ]),
  discovery: new Set([
    "CLUSTER_ID",
    "ENABLE_AUTO_SNI",
    "ENABLE_ENHANCED_DESTINATIONRULE_MERGE",
    "ENABLE_EXTERNAL_NAME_ALIAS",
    "ENABLE_INBOUND_RETRY_POLICY",
    "ENABLE_NATIVE_SIDECARS",
    "ENABLE_PROTOCOL_SNIFFING_FOR_INBOUND",
    "ENABLE_PROTOCOL_SNIFFING_FOR_OUTBOUND",
    "ENABLE_TLS_ON_SIDECAR_INGRESS",
    "PILOT_ENABLE_ALPHA_GATEWAY_API",
    "PILOT_ENABLE_AMBIENT",
    "PILOT_ENABLE_GATEWAY_API",
    "PILOT_ENABLE_IP_AUTOALLOCATE",
    "PILOT_ENABLE_PERSISTENT_SESSION_FILTER",
    "PILOT_ENABLE_PROTOCOL_SNIFFING_FOR_INBOUND",
    "PILOT_ENABLE_PROTOCOL_SNIFFING_FOR_OUTBOUND",
    "PILOT_HTTP10",
    "PILOT_SCOPE_GATEWAY_TO_NAMESPACE",
    "PILOT_SEND_UNHEALTHY_ENDPOINTS",
    "REVISION",
    "TRUSTED_GATEWAY_CIDR",
  ]),
};

const keptProxyMetadata: ReadonlySet<string> = keptVariables["istio-proxy"] ?? new Set();

/** Whether a container's variable is kept with its value; all others are dropped unread. */
export function isKeptVariable(container: string, variable: string): boolean {
  return keptVariables[container]?.has(variable) === true;
}

/** Whether any variable of a container is kept. */
export function hasKeptVariables(container: string): boolean {
  return Object.hasOwn(keptVariables, container);
}

/** Whether a variable that configuration gives to proxies (`proxyMetadata`, ProxyConfig) is kept. */
export function isKeptProxyVariable(variable: string): boolean {
  return keptProxyMetadata.has(variable);
}
