import type { Resource } from "../metadata.ts";
import type { Destination } from "./destination.ts";

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

export interface WorkloadSelector {
  readonly matchLabels?: Readonly<Record<string, string>>;
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
