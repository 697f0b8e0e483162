import type { LabelSelector } from "../metadata.ts";

/** The part of `MeshConfig` that meshwhy reads, as written; defaults are filled in by `mesh/settings.ts`. */
export interface MeshConfig {
  readonly rootNamespace?: string;
  readonly trustDomain?: string;
  readonly trustDomainAliases?: readonly string[];
  readonly outboundTrafficPolicy?: { readonly mode?: string };
  readonly inboundTrafficPolicy?: { readonly mode?: string };
  readonly enableAutoMtls?: boolean;
  readonly accessLogFile?: string;
  readonly accessLogFormat?: string;
  readonly accessLogEncoding?: string;
  readonly extensionProviders?: readonly ExtensionProvider[];
  readonly defaultServiceExportTo?: readonly string[];
  readonly defaultVirtualServiceExportTo?: readonly string[];
  readonly defaultDestinationRuleExportTo?: readonly string[];
  readonly discoverySelectors?: readonly LabelSelector[];
  readonly defaultHttpRetryPolicy?: { readonly attempts?: number; readonly retryOn?: string };
  readonly pathNormalization?: { readonly normalization?: string };
  readonly ingressControllerMode?: string;
  readonly ingressClass?: string;
  readonly ingressSelector?: string;
  readonly ingressService?: string;
  readonly h2UpgradePolicy?: string;
  readonly protocolDetectionTimeout?: string;
  readonly localityLbSetting?: {
    readonly enabled?: boolean;
    readonly distribute?: readonly { readonly from?: string }[];
  };
  readonly defaultProviders?: { readonly accessLogging?: readonly string[] };
  readonly defaultConfig?: { readonly gatewayTopology?: { readonly numTrustedProxies?: number } };
  readonly caCertificates?: readonly { readonly trustDomains?: readonly string[] }[];
  readonly serviceSettings?: readonly ServiceSettings[];
  readonly serviceEntryVisibility?: { readonly applyToSidecars?: boolean };
}

/** Which hosts stay within their cluster. */
export interface ServiceSettings {
  readonly settings?: { readonly clusterLocal?: boolean };
  readonly hosts?: readonly string[];
}

export interface ExtensionProvider {
  readonly name: string;
  readonly envoyExtAuthzHttp?: ExtAuthz;
  readonly envoyExtAuthzGrpc?: ExtAuthz;
}

export interface ExtAuthz {
  readonly service?: string;
  readonly port?: number;
  readonly failOpen?: boolean;
  readonly statusOnError?: string;
}

/** The injector's own policy. Source: pkg/kube/inject `Config`. */
export interface InjectorConfig {
  readonly policy?: string;
  readonly neverInjectSelector?: readonly LabelSelector[];
  readonly alwaysInjectSelector?: readonly LabelSelector[];
}
