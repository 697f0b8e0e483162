import type { Kind } from "../model/resource-kinds.ts";

/** How the Kubernetes API names a kind. */
export interface Api {
  /** "" is the core group. */
  readonly group: string;
  /** `kind` as objects carry it: the Gateway API's Gateway is `Gateway`. */
  readonly kind: string;
  readonly plural: string;
  readonly namespaced: boolean;
}

/** Every kind that meshwhy reads, in the order in which sources list them. */
export const apis: { readonly [K in Kind]: Api } = {
  Namespace: clusterWide("", "Namespace", "namespaces"),
  Node: clusterWide("", "Node", "nodes"),
  MutatingWebhookConfiguration: clusterWide(
    "admissionregistration.k8s.io",
    "MutatingWebhookConfiguration",
    "mutatingwebhookconfigurations",
  ),
  ValidatingWebhookConfiguration: clusterWide(
    "admissionregistration.k8s.io",
    "ValidatingWebhookConfiguration",
    "validatingwebhookconfigurations",
  ),
  ConfigMap: namespaced("", "ConfigMap", "configmaps"),
  Service: namespaced("", "Service", "services"),
  ServiceAccount: namespaced("", "ServiceAccount", "serviceaccounts"),
  Secret: namespaced("", "Secret", "secrets"),
  Pod: namespaced("", "Pod", "pods"),
  EndpointSlice: namespaced("discovery.k8s.io", "EndpointSlice", "endpointslices"),
  Deployment: namespaced("apps", "Deployment", "deployments"),
  ReplicaSet: namespaced("apps", "ReplicaSet", "replicasets"),
  StatefulSet: namespaced("apps", "StatefulSet", "statefulsets"),
  DaemonSet: namespaced("apps", "DaemonSet", "daemonsets"),
  Job: namespaced("batch", "Job", "jobs"),
  CronJob: namespaced("batch", "CronJob", "cronjobs"),
  NetworkPolicy: namespaced("networking.k8s.io", "NetworkPolicy", "networkpolicies"),
  Ingress: namespaced("networking.k8s.io", "Ingress", "ingresses"),
  VirtualService: namespaced("networking.istio.io", "VirtualService", "virtualservices"),
  DestinationRule: namespaced("networking.istio.io", "DestinationRule", "destinationrules"),
  Gateway: namespaced("networking.istio.io", "Gateway", "gateways"),
  ServiceEntry: namespaced("networking.istio.io", "ServiceEntry", "serviceentries"),
  WorkloadEntry: namespaced("networking.istio.io", "WorkloadEntry", "workloadentries"),
  Sidecar: namespaced("networking.istio.io", "Sidecar", "sidecars"),
  EnvoyFilter: namespaced("networking.istio.io", "EnvoyFilter", "envoyfilters"),
  ProxyConfig: namespaced("networking.istio.io", "ProxyConfig", "proxyconfigs"),
  WasmPlugin: namespaced("extensions.istio.io", "WasmPlugin", "wasmplugins"),
  Telemetry: namespaced("telemetry.istio.io", "Telemetry", "telemetries"),
  PeerAuthentication: namespaced("security.istio.io", "PeerAuthentication", "peerauthentications"),
  RequestAuthentication: namespaced("security.istio.io", "RequestAuthentication", "requestauthentications"),
  AuthorizationPolicy: namespaced("security.istio.io", "AuthorizationPolicy", "authorizationpolicies"),
  KubernetesGateway: namespaced("gateway.networking.k8s.io", "Gateway", "gateways"),
  HTTPRoute: namespaced("gateway.networking.k8s.io", "HTTPRoute", "httproutes"),
  GRPCRoute: namespaced("gateway.networking.k8s.io", "GRPCRoute", "grpcroutes"),
  TLSRoute: namespaced("gateway.networking.k8s.io", "TLSRoute", "tlsroutes"),
  TCPRoute: namespaced("gateway.networking.k8s.io", "TCPRoute", "tcproutes"),
};

/** How to ask the Kubernetes API for a kind. */
export function apiOf(kind: Kind): Api {
  return apis[kind];
}

function namespaced(group: string, kind: string, plural: string): Api {
  return { group, kind, plural, namespaced: true };
}

function clusterWide(group: string, kind: string, plural: string): Api {
  return { group, kind, plural, namespaced: false };
}
