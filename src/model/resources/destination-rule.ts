import type { Resource } from "../metadata.ts";
import type { PortSelector } from "./destination.ts";
import type { WorkloadSelector } from "./routing.ts";

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
