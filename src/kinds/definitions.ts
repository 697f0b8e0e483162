import type { Kind } from "../model/resource-kinds.ts";
import { authorizationPolicySchema } from "./authorization-policy-schema.ts";
import { namespaceSchema, nodeSchema, serviceAccountSchema } from "./bare-schemas.ts";
import { configMap } from "./config-map.ts";
import {
  cronJobSchema,
  daemonSetSchema,
  deploymentSchema,
  jobSchema,
  replicaSetSchema,
  statefulSetSchema,
} from "./controller-schemas.ts";
import { type Definition, define } from "./definition.ts";
import { destinationRuleSchema } from "./destination-rule-schema.ts";
import { endpointSliceSchema } from "./endpoint-slice-schema.ts";
import { envoyFilterSchema, proxyConfigSchema, wasmPluginSchema } from "./extension-schemas.ts";
import {
  grpcRouteSchema,
  httpRouteKindSchema,
  kubernetesGatewaySchema,
  tcpRouteSchema,
  tlsRouteSchema,
} from "./gateway-api-schemas.ts";
import { gatewaySchema } from "./gateway-schema.ts";
import { ingressSchema } from "./ingress-schema.ts";
import { networkPolicySchema } from "./network-policy-schema.ts";
import { peerAuthenticationSchema } from "./peer-authentication-schema.ts";
import { pickController, pickCronJob } from "./pick-controller.ts";
import { picked } from "./picked.ts";
import { pod } from "./pod.ts";
import { isRawObject, type RawObject } from "./raw-object.ts";
import { requestAuthenticationSchema } from "./request-authentication-schema.ts";
import { secret } from "./secret.ts";
import { serviceEntrySchema } from "./service-entry-schema.ts";
import { serviceSchema } from "./service-schema.ts";
import { sidecarSchema } from "./sidecar-schema.ts";
import { telemetrySchema } from "./telemetry-schema.ts";
import { virtualServiceSchema } from "./virtual-service-schema.ts";
import {
  mutatingWebhookConfigurationSchema,
  validatingWebhookConfigurationSchema,
} from "./webhook-configuration-schemas.ts";
import { workloadEntrySchema } from "./workload-entry-schema.ts";

/** How each kind is read. */
export const definitions: { readonly [K in Kind]: Definition<K> } = {
  Namespace: define("Namespace", namespaceSchema, nothing),
  Node: define("Node", nodeSchema, nothing),
  ServiceAccount: define("ServiceAccount", serviceAccountSchema, nothing),
  MutatingWebhookConfiguration: define(
    "MutatingWebhookConfiguration",
    mutatingWebhookConfigurationSchema,
    pickWebhooks,
  ),
  ValidatingWebhookConfiguration: define(
    "ValidatingWebhookConfiguration",
    validatingWebhookConfigurationSchema,
    pickWebhooks,
  ),
  ConfigMap: configMap,
  Secret: secret,
  Service: define("Service", serviceSchema, pickService),
  Pod: pod,
  EndpointSlice: define("EndpointSlice", endpointSliceSchema, pickEndpoints),
  Deployment: define("Deployment", deploymentSchema, pickController),
  ReplicaSet: define("ReplicaSet", replicaSetSchema, pickController),
  StatefulSet: define("StatefulSet", statefulSetSchema, pickController),
  DaemonSet: define("DaemonSet", daemonSetSchema, pickController),
  Job: define("Job", jobSchema, pickController),
  CronJob: define("CronJob", cronJobSchema, pickCronJob),
  NetworkPolicy: define("NetworkPolicy", networkPolicySchema),
  Ingress: define("Ingress", ingressSchema),
  VirtualService: define("VirtualService", virtualServiceSchema),
  DestinationRule: define("DestinationRule", destinationRuleSchema),
  Gateway: define("Gateway", gatewaySchema),
  ServiceEntry: define("ServiceEntry", serviceEntrySchema),
  WorkloadEntry: define("WorkloadEntry", workloadEntrySchema),
  Sidecar: define("Sidecar", sidecarSchema),
  EnvoyFilter: define("EnvoyFilter", envoyFilterSchema),
  ProxyConfig: define("ProxyConfig", proxyConfigSchema),
  WasmPlugin: define("WasmPlugin", wasmPluginSchema),
  Telemetry: define("Telemetry", telemetrySchema),
  PeerAuthentication: define("PeerAuthentication", peerAuthenticationSchema),
  RequestAuthentication: define("RequestAuthentication", requestAuthenticationSchema),
  AuthorizationPolicy: define("AuthorizationPolicy", authorizationPolicySchema),
  KubernetesGateway: define("KubernetesGateway", kubernetesGatewaySchema),
  HTTPRoute: define("HTTPRoute", httpRouteKindSchema),
  GRPCRoute: define("GRPCRoute", grpcRouteSchema),
  TLSRoute: define("TLSRoute", tlsRouteSchema),
  TCPRoute: define("TCPRoute", tcpRouteSchema),
};

function nothing(): RawObject {
  return {};
}

function pickWebhooks({ webhooks }: RawObject): RawObject {
  return { webhooks: webhooks ?? [] };
}

/** Of its status only the addresses that it was given. */
function pickService({ spec, status }: RawObject): RawObject {
  const balancer = isRawObject(status) ? status.loadBalancer : undefined;
  const ingress = isRawObject(balancer) ? balancer.ingress : undefined;
  const isGiven = Array.isArray(ingress) && ingress.length > 0;
  return { spec: spec ?? {}, ...(isGiven ? { status: { loadBalancer: { ingress } } } : {}) };
}

function pickEndpoints(raw: RawObject): RawObject {
  return { endpoints: [], ports: [], ...picked(raw, ["addressType", "endpoints", "ports"]) };
}
