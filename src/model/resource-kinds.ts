import type {
  ConfigMap,
  EndpointSlice,
  Namespace,
  Node,
  Pod,
  Secret,
  Service,
  ServiceAccount,
} from "./resources/core.ts";
import type { DestinationRule } from "./resources/destination-rule.ts";
import type { GRPCRoute, HTTPRoute, KubernetesGateway, TCPRoute, TLSRoute } from "./resources/gateway-api.ts";
import type {
  Ingress,
  MutatingWebhookConfiguration,
  NetworkPolicy,
  ValidatingWebhookConfiguration,
} from "./resources/networking.ts";
import type {
  EnvoyFilter,
  Gateway,
  ProxyConfig,
  ServiceEntry,
  Sidecar,
  Telemetry,
  WasmPlugin,
  WorkloadEntry,
} from "./resources/routing.ts";
import type { AuthorizationPolicy, PeerAuthentication, RequestAuthentication } from "./resources/security.ts";
import type { VirtualService } from "./resources/virtual-service.ts";
import type { CronJob, DaemonSet, Deployment, Job, ReplicaSet, StatefulSet } from "./resources/workloads.ts";

/**
 * Every kind that meshwhy reads, by the name it goes under here: the Kubernetes kind, except that the Gateway
 * API's Gateway is `KubernetesGateway`, since Istio's own is `Gateway`.
 */
export interface ResourceKinds {
  Namespace: Namespace;
  Pod: Pod;
  Service: Service;
  ServiceAccount: ServiceAccount;
  Node: Node;
  ConfigMap: ConfigMap;
  Secret: Secret;
  EndpointSlice: EndpointSlice;
  Deployment: Deployment;
  ReplicaSet: ReplicaSet;
  StatefulSet: StatefulSet;
  DaemonSet: DaemonSet;
  Job: Job;
  CronJob: CronJob;
  NetworkPolicy: NetworkPolicy;
  Ingress: Ingress;
  MutatingWebhookConfiguration: MutatingWebhookConfiguration;
  ValidatingWebhookConfiguration: ValidatingWebhookConfiguration;
  VirtualService: VirtualService;
  DestinationRule: DestinationRule;
  Gateway: Gateway;
  ServiceEntry: ServiceEntry;
  WorkloadEntry: WorkloadEntry;
  Sidecar: Sidecar;
  EnvoyFilter: EnvoyFilter;
  WasmPlugin: WasmPlugin;
  ProxyConfig: ProxyConfig;
  Telemetry: Telemetry;
  PeerAuthentication: PeerAuthentication;
  RequestAuthentication: RequestAuthentication;
  AuthorizationPolicy: AuthorizationPolicy;
  KubernetesGateway: KubernetesGateway;
  HTTPRoute: HTTPRoute;
  GRPCRoute: GRPCRoute;
  TLSRoute: TLSRoute;
  TCPRoute: TCPRoute;
}

export type Kind = keyof ResourceKinds;
export type AnyResource = ResourceKinds[Kind];
