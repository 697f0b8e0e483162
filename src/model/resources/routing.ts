import type { Resource } from "../metadata.ts";

/** `exact`, `prefix` or `regex` (RE2, whole value); none: the value must be present. */
export interface StringMatch {
  readonly exact?: string;
  readonly prefix?: string;
  readonly regex?: string;
}

export interface PortSelector {
  readonly number?: number;
}

export interface Destination {
  readonly host: string;
  readonly subset?: string;
  readonly port?: PortSelector;
}

export interface HttpMatchRequest {
  readonly name?: string;
  readonly uri?: StringMatch;
  readonly scheme?: StringMatch;
  readonly method?: StringMatch;
  readonly authority?: StringMatch;
  readonly headers?: Readonly<Record<string, StringMatch>>;
  readonly withoutHeaders?: Readonly<Record<string, StringMatch>>;
  readonly queryParams?: Readonly<Record<string, StringMatch>>;
  readonly ignoreUriCase?: boolean;
  readonly port?: number;
  readonly sourceLabels?: Readonly<Record<string, string>>;
  readonly sourceNamespace?: string;
  readonly gateways?: readonly string[];
}

export interface HeaderOperations {
  readonly set?: Readonly<Record<string, string>>;
  readonly add?: Readonly<Record<string, string>>;
  readonly remove?: readonly string[];
}

export interface Headers {
  readonly request?: HeaderOperations;
  readonly response?: HeaderOperations;
}

export interface HttpRouteDestination {
  readonly destination: Destination;
  readonly weight?: number;
  readonly headers?: Headers;
}

export interface Percent {
  readonly value?: number;
}

export interface HttpFault {
  readonly delay?: { readonly fixedDelay?: string; readonly percentage?: Percent; readonly percent?: number };
  readonly abort?: {
    readonly httpStatus?: number;
    readonly grpcStatus?: string;
    readonly http2Error?: string;
    readonly percentage?: Percent;
  };
}

export interface HttpRedirect {
  readonly uri?: string;
  readonly authority?: string;
  readonly port?: number;
  readonly derivePort?: string;
  readonly scheme?: string;
  readonly redirectCode?: number;
}

export interface HttpDirectResponse {
  readonly status: number;
  readonly body?: { readonly string?: string; readonly bytes?: string };
}

export interface HttpRewrite {
  readonly uri?: string;
  readonly authority?: string;
  readonly uriRegexRewrite?: { readonly match?: string; readonly rewrite?: string };
}

export interface HttpRetry {
  readonly attempts?: number;
  readonly perTryTimeout?: string;
  readonly retryOn?: string;
}

export interface CorsPolicy {
  readonly allowOrigins?: readonly StringMatch[];
  readonly allowMethods?: readonly string[];
  readonly unmatchedPreflights?: string;
}

export interface HttpRoute {
  readonly name?: string;
  readonly match?: readonly HttpMatchRequest[];
  readonly route?: readonly HttpRouteDestination[];
  readonly redirect?: HttpRedirect;
  readonly directResponse?: HttpDirectResponse;
  readonly delegate?: { readonly name?: string; readonly namespace?: string };
  readonly rewrite?: HttpRewrite;
  readonly timeout?: string;
  readonly retries?: HttpRetry;
  readonly fault?: HttpFault;
  readonly mirror?: Destination;
  readonly mirrors?: readonly { readonly destination: Destination }[];
  readonly corsPolicy?: CorsPolicy;
  readonly headers?: Headers;
}

export interface L4Match {
  readonly destinationSubnets?: readonly string[];
  readonly port?: number;
  readonly sourceLabels?: Readonly<Record<string, string>>;
  readonly sourceNamespace?: string;
  readonly gateways?: readonly string[];
}

export interface TlsMatch extends L4Match {
  readonly sniHosts: readonly string[];
}

export interface L4RouteDestination {
  readonly destination: Destination;
  readonly weight?: number;
}

export interface TcpRoute {
  readonly match?: readonly L4Match[];
  readonly route: readonly L4RouteDestination[];
}

export interface TlsRoute {
  readonly match: readonly TlsMatch[];
  readonly route: readonly L4RouteDestination[];
}

/** `networking.istio.io` VirtualService. */
export interface VirtualService extends Resource<"VirtualService"> {
  readonly spec: {
    readonly hosts: readonly string[];
    readonly gateways?: readonly string[];
    readonly exportTo?: readonly string[];
    readonly http?: readonly HttpRoute[];
    readonly tls?: readonly TlsRoute[];
    readonly tcp?: readonly TcpRoute[];
  };
}

export interface ClientTls {
  readonly mode?: string;
  readonly clientCertificate?: string;
  readonly privateKey?: string;
  readonly caCertificates?: string;
  readonly credentialName?: string;
  readonly subjectAltNames?: readonly string[];
  readonly sni?: string;
  readonly insecureSkipVerify?: boolean;
}

export interface ConnectionPool {
  readonly tcp?: { readonly maxConnections?: number; readonly connectTimeout?: string };
  readonly http?: {
    readonly http1MaxPendingRequests?: number;
    readonly http2MaxRequests?: number;
    readonly maxRequestsPerConnection?: number;
    readonly maxRetries?: number;
    readonly idleTimeout?: string;
    readonly h2UpgradePolicy?: string;
    readonly useClientProtocol?: boolean;
  };
}

export interface OutlierDetection {
  readonly consecutive5xxErrors?: number;
  readonly consecutiveGatewayErrors?: number;
  readonly interval?: string;
  readonly baseEjectionTime?: string;
  readonly maxEjectionPercent?: number;
  readonly minHealthPercent?: number;
}

export interface LoadBalancer {
  readonly simple?: string;
  readonly consistentHash?: Readonly<Record<string, unknown>>;
  readonly localityLbSetting?: {
    readonly enabled?: boolean;
    readonly distribute?: readonly { readonly from?: string; readonly to?: Readonly<Record<string, number>> }[];
    readonly failover?: readonly { readonly from?: string; readonly to?: string }[];
    readonly failoverPriority?: readonly string[];
  };
}

/** The blocks that a port-level entry replaces wholesale and a subset overrides block by block. */
export interface TrafficPolicyBlocks {
  readonly connectionPool?: ConnectionPool;
  readonly loadBalancer?: LoadBalancer;
  readonly outlierDetection?: OutlierDetection;
  readonly tls?: ClientTls;
}

export interface TrafficPolicy extends TrafficPolicyBlocks {
  readonly portLevelSettings?: readonly (TrafficPolicyBlocks & { readonly port?: PortSelector })[];
  readonly tunnel?: Readonly<Record<string, unknown>>;
  readonly proxyProtocol?: Readonly<Record<string, unknown>>;
}

export interface Subset {
  readonly name: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly trafficPolicy?: TrafficPolicy;
}

export interface WorkloadSelector {
  readonly matchLabels?: Readonly<Record<string, string>>;
}

/** `networking.istio.io` DestinationRule. */
export interface DestinationRule extends Resource<"DestinationRule"> {
  readonly spec: {
    readonly host: string;
    readonly exportTo?: readonly string[];
    readonly subsets?: readonly Subset[];
    readonly trafficPolicy?: TrafficPolicy;
    readonly workloadSelector?: WorkloadSelector;
  };
}

export interface ServerTls {
  readonly mode?: string;
  readonly httpsRedirect?: boolean;
  readonly credentialName?: string;
  readonly credentialNames?: readonly string[];
  readonly serverCertificate?: string;
  readonly privateKey?: string;
  readonly caCertificates?: string;
}

export interface GatewayServer {
  readonly name?: string;
  readonly port: { readonly number: number; readonly name?: string; readonly protocol?: string };
  readonly hosts: readonly string[];
  readonly tls?: ServerTls;
  readonly bind?: string;
}

/** `networking.istio.io` Gateway (not the Gateway API's: see KubernetesGateway). */
export interface Gateway extends Resource<"Gateway"> {
  readonly spec: {
    readonly selector?: Readonly<Record<string, string>>;
    readonly servers: readonly GatewayServer[];
  };
}

export interface ServiceEntryPort {
  readonly number: number;
  readonly name?: string;
  readonly protocol?: string;
  readonly targetPort?: number;
}

export interface WorkloadEntrySpec {
  readonly address?: string;
  readonly ports?: Readonly<Record<string, number>>;
  readonly labels?: Readonly<Record<string, string>>;
  readonly serviceAccount?: string;
  readonly network?: string;
  readonly locality?: string;
  readonly weight?: number;
}

/** `networking.istio.io` ServiceEntry. */
export interface ServiceEntry extends Resource<"ServiceEntry"> {
  readonly spec: {
    readonly hosts: readonly string[];
    readonly addresses?: readonly string[];
    readonly ports?: readonly ServiceEntryPort[];
    readonly location?: string;
    readonly resolution?: string;
    readonly endpoints?: readonly WorkloadEntrySpec[];
    readonly workloadSelector?: { readonly labels?: Readonly<Record<string, string>> };
    readonly exportTo?: readonly string[];
    readonly subjectAltNames?: readonly string[];
  };
}

export interface WorkloadEntry extends Resource<"WorkloadEntry"> {
  readonly spec: WorkloadEntrySpec;
}

export interface SidecarPort {
  readonly number?: number;
  readonly name?: string;
  readonly protocol?: string;
}

/** `networking.istio.io` Sidecar. */
export interface Sidecar extends Resource<"Sidecar"> {
  readonly spec: {
    readonly workloadSelector?: { readonly labels?: Readonly<Record<string, string>> };
    readonly ingress?: readonly {
      readonly port?: SidecarPort;
      readonly bind?: string;
      readonly defaultEndpoint?: string;
      readonly captureMode?: string;
      readonly tls?: ServerTls;
    }[];
    readonly egress?: readonly {
      readonly port?: SidecarPort;
      readonly bind?: string;
      readonly captureMode?: string;
      readonly hosts: readonly string[];
    }[];
    readonly outboundTrafficPolicy?: OutboundTrafficPolicy;
  };
}

export interface OutboundTrafficPolicy {
  readonly mode?: string;
  readonly egressProxy?: Destination;
}

/** Extensions that are not modelled: their presence is said, and logs may overturn the verdict. */
export interface EnvoyFilter extends Resource<"EnvoyFilter"> {
  readonly spec: {
    readonly workloadSelector?: { readonly labels?: Readonly<Record<string, string>> };
    readonly targetRefs?: readonly { readonly kind: string; readonly name: string }[];
    /** `CLUSTER`, `HTTP_FILTER`; of `SIDECAR_INBOUND`, or of any listener. */
    readonly configPatches?: readonly { readonly applyTo?: string; readonly match?: { readonly context?: string } }[];
  };
}

export interface WasmPlugin extends Resource<"WasmPlugin"> {
  readonly spec: { readonly selector?: WorkloadSelector };
}

export interface ProxyConfig extends Resource<"ProxyConfig"> {
  readonly spec: {
    readonly selector?: WorkloadSelector;
    readonly environmentVariables?: Readonly<Record<string, string>>;
  };
}

/** `telemetry.istio.io` Telemetry: whether and how access is logged. */
export interface Telemetry extends Resource<"Telemetry"> {
  readonly spec: {
    readonly selector?: WorkloadSelector;
    /** Gateways and waypoints, by the Gateway API's names. */
    readonly targetRefs?: readonly { readonly kind: string; readonly name: string }[];
    readonly accessLogging?: readonly {
      readonly providers?: readonly { readonly name: string }[];
      readonly disabled?: boolean;
      readonly match?: { readonly mode?: string };
      readonly filter?: { readonly expression?: string };
    }[];
  };
}
