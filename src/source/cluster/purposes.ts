import type { StepId } from "../../model/check.ts";
import type { Kind } from "../../model/resource-kinds.ts";

/** Why something is read, for those who grant it. */
export interface Purpose {
  /** What it tells, as a clause. */
  readonly why: string;
  /** What nobody can say without it, as a clause. */
  readonly without: string;
  /** The steps of a diagnosis that rest on it. */
  readonly steps: readonly StepId[];
}

/** A kind as it is read: all of it, or one object by its name. */
export type ReadKind =
  | Kind
  | `one ${"ReplicaSet" | "StatefulSet" | "DaemonSet" | "Job"}`
  | "pods/log"
  | "pods/portforward";

const workload: Omit<Purpose, "why"> = {
  without: "callers and callees that are named by their workload, and fixes to its template",
  steps: ["destination", "endpoints", "injection"],
};
const route: Purpose = {
  why: "routes of the Gateway API that take the request",
  without: "where the request goes, if such a route may take it",
  steps: ["gateway", "virtual-service"],
};

/** Why each kind is read. Whoever adds a read adds its purpose, a rule in infra/kubernetes/ and nothing else. */
export const purposes: { readonly [K in ReadKind]?: Purpose } = {
  Namespace: {
    why: "which namespaces there are, and their labels: injection, revision, ambient, what policies select",
    without: "whether pods are injected, and whom a policy means that selects namespaces",
    steps: ["destination", "injection", "network-policy"],
  },
  Service: {
    why: "what is called, on which ports, and which pods stand behind it",
    without: "what a name leads to: no question can be answered",
    steps: ["destination", "ports", "endpoints"],
  },
  MutatingWebhookConfiguration: {
    why: "which pods get a sidecar, and from which revision of Istio",
    without: "whether new pods would be injected, and which revisions there are",
    steps: ["injection"],
  },
  VirtualService: {
    why: "routes, timeouts, retries and faults; any of them may be exported to the caller",
    without: "where the request goes",
    steps: ["gateway", "scope", "virtual-service"],
  },
  DestinationRule: {
    why: "subsets, TLS and connection limits; any of them may be exported to the caller",
    without: "which endpoints are asked, and whether with mTLS",
    steps: ["destination-rule", "mtls"],
  },
  Gateway: {
    why: "what is let in at the edge of the mesh: ports, hosts, TLS",
    without: "whether a request from outside is taken",
    steps: ["gateway"],
  },
  ServiceEntry: {
    why: "hosts that were added to the mesh, outside ones and in it",
    without: "whether a host is known to the mesh, and how it is resolved",
    steps: ["destination", "endpoints"],
  },
  WorkloadEntry: {
    why: "machines that stand behind a ServiceEntry or a Service",
    without: "who answers: machines may stand beside all pods",
    steps: ["endpoints"],
  },
  Sidecar: {
    why: "which services a caller's proxy knows at all",
    without: "whether the caller's proxy knows the service",
    steps: ["scope"],
  },
  EnvoyFilter: {
    why: "that one patches a proxy of the pair, which is said and not simulated",
    without: "whether a proxy of the pair is patched by hand",
    steps: ["model"],
  },
  WasmPlugin: {
    why: "that one extends a proxy of the pair, which is said and not simulated",
    without: "whether a proxy of the pair is extended",
    steps: ["model"],
  },
  PeerAuthentication: {
    why: "whether plaintext or mTLS is demanded; one in the root namespace holds for the mesh",
    without: "whether the callee's proxy takes the connection",
    steps: ["mtls"],
  },
  RequestAuthentication: {
    why: "which tokens are checked",
    without: "whether a token is refused",
    steps: ["request-authentication"],
  },
  AuthorizationPolicy: {
    why: "who may call whom; one in the root namespace holds for the mesh",
    without: "whether the callee's proxy admits the request",
    steps: ["authorization-policy"],
  },
  NetworkPolicy: {
    why: "which connections the network lets through",
    without: "whether the network stops the connection",
    steps: ["network-policy"],
  },
  Ingress: {
    why: "what is let in at the edge by Ingresses that Istio serves",
    without: "whether a request from outside is taken",
    steps: ["gateway"],
  },
  KubernetesGateway: {
    why: "gateways and waypoints of the Gateway API",
    without: "what such a gateway lets in, and what a waypoint stands before",
    steps: ["gateway"],
  },
  HTTPRoute: route,
  GRPCRoute: route,
  TLSRoute: route,
  TCPRoute: route,
  ConfigMap: {
    why: "the mesh's settings and the injector's, which have no other place; only these names",
    without: "outbound policy, trust domain, root namespace, log format: Istio's defaults are assumed",
    steps: ["injection", "scope", "mtls", "envoy-logs"],
  },
  Deployment: { why: "workloads by name, their labels, template and rollout", ...workload },
  StatefulSet: { why: "workloads by name, their labels, template and rollout", ...workload },
  DaemonSet: { why: "workloads by name, their labels, template and rollout", ...workload },
  Job: { why: "a Job that is the caller", without: "callers that are Jobs", steps: ["destination"] },
  CronJob: {
    why: "a CronJob that is named as the caller",
    without: "callers that are CronJobs",
    steps: ["destination"],
  },
  ReplicaSet: {
    why: "a ReplicaSet that is named as the caller: rs/x",
    without: "callers that are named by their ReplicaSet",
    steps: ["destination"],
  },
  ServiceAccount: {
    why: "a service account that is named as the caller, and whether one exists that a policy names",
    without: "callers that are named by their service account",
    steps: ["destination", "authorization-policy"],
  },
  Pod: {
    why: "pods of both ends and of gateways: labels, identity, proxy, ports, readiness; of their environment only what sets up the proxy is held",
    without: "who calls, whether there is a proxy, and what listens",
    steps: ["endpoints", "ports", "injection", "mtls", "authorization-policy"],
  },
  EndpointSlice: {
    why: "which pods a Service leads to, and which of them are ready",
    without: "whether anybody is there to answer",
    steps: ["endpoints"],
  },
  "one ReplicaSet": {
    why: "whom a pod belongs to, where its name does not tell: read by name",
    without: "which Deployment such a pod is of",
    steps: ["destination"],
  },
  "one StatefulSet": {
    why: "the StatefulSet that made a pod: read by name, for most namespaces have none",
    without: "which StatefulSet such a pod is of, and fixes to its template",
    steps: ["destination"],
  },
  "one DaemonSet": {
    why: "the DaemonSet that made a pod: read by name, for most namespaces have none",
    without: "which DaemonSet such a pod is of, and fixes to its template",
    steps: ["destination"],
  },
  "one Job": {
    why: "whom a pod belongs to that a Job made: read by name",
    without: "which Job such a pod is of",
    steps: ["destination"],
  },
  Telemetry: {
    why: "whether access logging is switched on or off",
    without: "whether access logging is on for less than the whole mesh",
    steps: ["envoy-logs"],
  },
  "pods/log": {
    why: "the last hour of access logs of the pair's proxies (container istio-proxy), never the application's; in ambient mode those of their nodes' ztunnels, in Istio's namespace, and of the callee's waypoint",
    without: "what really happened: calls seen, response flags, who answered",
    steps: ["envoy-logs", "application"],
  },
  "pods/portforward": {
    why: "what istiod has sent to the proxies of the pair, and what their Envoys hold; both listen on localhost only, and are asked with GET",
    without: "whether a proxy really holds the configuration that is there",
    steps: ["model"],
  },
};
