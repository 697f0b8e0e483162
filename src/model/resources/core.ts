import type { Metadata, Resource } from "../metadata.ts";
import type { InjectorConfig, MeshConfig } from "./mesh-config.ts";

export type Namespace = Resource<"Namespace">;
export type ServiceAccount = Resource<"ServiceAccount">;
export type Node = Resource<"Node">;

/** Name, type and key names only: a value is never held. */
export interface Secret extends Resource<"Secret"> {
  readonly type?: string;
  readonly keys: readonly string[];
}

/** Only Istio's own ConfigMaps are kept, and of them only what is understood. */
export interface ConfigMap extends Resource<"ConfigMap"> {
  /** The mesh configuration, from the `mesh` key of `istio` or `istio-<revision>`. */
  readonly mesh?: MeshConfig;
  /** Names of the networks that the `meshNetworks` key describes; absent: none. */
  readonly meshNetworks?: readonly string[];
  /** What the injector is told, from the `config` key of `istio-sidecar-injector[-<revision>]`. */
  readonly injector?: InjectorConfig;
}

export interface Container {
  readonly name: string;
  readonly image?: string;
  /** Kept for istio-init only. */
  readonly args?: readonly string[];
  /** Kept for istio-proxy only, and only named variables (never one that may hold a secret). */
  readonly env?: readonly { readonly name: string; readonly value?: string }[];
  readonly ports?: readonly ContainerPort[];
  /** `Always` on an init container makes it a native sidecar. */
  readonly restartPolicy?: string;
  readonly securityContext?: { readonly runAsUser?: number };
}

export interface ContainerPort {
  readonly containerPort: number;
  readonly name?: string;
  readonly protocol?: string;
}

export interface PodSpec {
  readonly serviceAccountName?: string;
  readonly nodeName?: string;
  readonly hostNetwork?: boolean;
  readonly subdomain?: string;
  readonly hostname?: string;
  readonly securityContext?: { readonly runAsUser?: number };
  readonly containers: readonly Container[];
  readonly initContainers?: readonly Container[];
}

export interface PodStatus {
  readonly phase?: string;
  readonly reason?: string;
  readonly podIP?: string;
  readonly podIPs?: readonly { readonly ip: string }[];
  readonly hostIP?: string;
  readonly startTime?: string;
  readonly conditions?: readonly {
    readonly type: string;
    readonly status: string;
    readonly reason?: string;
    readonly lastTransitionTime?: string;
  }[];
  readonly containerStatuses?: readonly ContainerStatus[];
  readonly initContainerStatuses?: readonly ContainerStatus[];
}

export interface ContainerStatus {
  readonly name: string;
  readonly ready: boolean;
  readonly restartCount: number;
  /** `running`, or `waiting: CrashLoopBackOff`, `terminated: OOMKilled`. */
  readonly state?: {
    readonly waiting?: { readonly reason?: string };
    readonly terminated?: { readonly reason?: string; readonly exitCode?: number };
    readonly running?: { readonly startedAt?: string };
  };
  readonly lastState?: { readonly terminated?: { readonly reason?: string; readonly exitCode?: number } };
}

export interface Pod extends Resource<"Pod"> {
  readonly spec: PodSpec;
  readonly status: PodStatus;
}

export interface ServicePort {
  readonly name?: string;
  readonly port: number;
  /** Absent: the same number as `port`. */
  readonly targetPort?: number | string;
  readonly protocol?: string;
  readonly appProtocol?: string;
  readonly nodePort?: number;
}

export interface Service extends Resource<"Service"> {
  readonly spec: {
    readonly type?: string;
    readonly clusterIP?: string;
    readonly clusterIPs?: readonly string[];
    readonly externalIPs?: readonly string[];
    readonly externalName?: string;
    readonly selector?: Readonly<Record<string, string>>;
    readonly ports: readonly ServicePort[];
    readonly publishNotReadyAddresses?: boolean;
    readonly internalTrafficPolicy?: string;
    /** `PreferClose`, `PreferSameZone`, `PreferSameNode`. */
    readonly trafficDistribution?: string;
  };
  /** Kept where the cloud has given it an address: so gateways of other networks are found. */
  readonly status?: {
    readonly loadBalancer?: {
      readonly ingress?: readonly { readonly ip?: string; readonly hostname?: string }[];
    };
  };
}

export interface EndpointSlice extends Resource<"EndpointSlice"> {
  readonly addressType?: string;
  readonly endpoints: readonly {
    readonly addresses: readonly string[];
    readonly conditions?: { readonly ready?: boolean; readonly serving?: boolean; readonly terminating?: boolean };
    readonly targetRef?: { readonly kind?: string; readonly name?: string; readonly namespace?: string };
    readonly nodeName?: string;
    readonly zone?: string;
    readonly hostname?: string;
  }[];
  readonly ports: readonly {
    readonly name?: string;
    readonly port?: number;
    readonly protocol?: string;
    readonly appProtocol?: string;
  }[];
}

/** What a controller stamps out; `metadata` has labels and annotations only. */
export interface PodTemplate {
  readonly metadata: Pick<Metadata, "labels" | "annotations">;
  readonly spec: PodSpec;
}
