import { expectTypeOf, test } from "vitest";
import type { z } from "zod";
import type { authorizationPolicySchema } from "../../src/kinds/authorization-policy-schema.ts";
import type { namespaceSchema, nodeSchema, serviceAccountSchema } from "../../src/kinds/bare-schemas.ts";
import type { configMapSchema } from "../../src/kinds/config-map-schema.ts";
import type {
  cronJobSchema,
  daemonSetSchema,
  deploymentSchema,
  jobSchema,
  replicaSetSchema,
  statefulSetSchema,
} from "../../src/kinds/controller-schemas.ts";
import type { destinationRuleSchema } from "../../src/kinds/destination-rule-schema.ts";
import type { endpointSliceSchema } from "../../src/kinds/endpoint-slice-schema.ts";
import type { envoyFilterSchema, proxyConfigSchema, wasmPluginSchema } from "../../src/kinds/extension-schemas.ts";
import type {
  grpcRouteSchema,
  httpRouteKindSchema,
  kubernetesGatewaySchema,
  tcpRouteSchema,
  tlsRouteSchema,
} from "../../src/kinds/gateway-api-schemas.ts";
import type { gatewaySchema } from "../../src/kinds/gateway-schema.ts";
import type { ingressSchema } from "../../src/kinds/ingress-schema.ts";
import type { networkPolicySchema } from "../../src/kinds/network-policy-schema.ts";
import type { peerAuthenticationSchema } from "../../src/kinds/peer-authentication-schema.ts";
import type { podSchema } from "../../src/kinds/pod-schema.ts";
import type { requestAuthenticationSchema } from "../../src/kinds/request-authentication-schema.ts";
import type { secretSchema } from "../../src/kinds/secret.ts";
import type { serviceEntrySchema } from "../../src/kinds/service-entry-schema.ts";
import type { serviceSchema } from "../../src/kinds/service-schema.ts";
import type { sidecarSchema } from "../../src/kinds/sidecar-schema.ts";
import type { telemetrySchema } from "../../src/kinds/telemetry-schema.ts";
import type { virtualServiceSchema } from "../../src/kinds/virtual-service-schema.ts";
import type {
  mutatingWebhookConfigurationSchema,
  validatingWebhookConfigurationSchema,
} from "../../src/kinds/webhook-configuration-schemas.ts";
import type { workloadEntrySchema } from "../../src/kinds/workload-entry-schema.ts";
import type { ResourceKinds } from "../../src/model/resource-kinds.ts";

/** Every field there and writable, so that two types are equal only if they have the same fields at every depth. */
type Whole<T> = T extends readonly (infer Item)[]
  ? Whole<Item>[]
  : T extends object
    ? { -readonly [K in keyof T]-?: Whole<Exclude<T[K], undefined>> }
    : T;

interface Schemas {
  Namespace: typeof namespaceSchema;
  Pod: typeof podSchema;
  Service: typeof serviceSchema;
  ServiceAccount: typeof serviceAccountSchema;
  Node: typeof nodeSchema;
  ConfigMap: typeof configMapSchema;
  Secret: typeof secretSchema;
  EndpointSlice: typeof endpointSliceSchema;
  Deployment: typeof deploymentSchema;
  ReplicaSet: typeof replicaSetSchema;
  StatefulSet: typeof statefulSetSchema;
  DaemonSet: typeof daemonSetSchema;
  Job: typeof jobSchema;
  CronJob: typeof cronJobSchema;
  NetworkPolicy: typeof networkPolicySchema;
  Ingress: typeof ingressSchema;
  MutatingWebhookConfiguration: typeof mutatingWebhookConfigurationSchema;
  ValidatingWebhookConfiguration: typeof validatingWebhookConfigurationSchema;
  VirtualService: typeof virtualServiceSchema;
  DestinationRule: typeof destinationRuleSchema;
  Gateway: typeof gatewaySchema;
  ServiceEntry: typeof serviceEntrySchema;
  WorkloadEntry: typeof workloadEntrySchema;
  Sidecar: typeof sidecarSchema;
  EnvoyFilter: typeof envoyFilterSchema;
  WasmPlugin: typeof wasmPluginSchema;
  ProxyConfig: typeof proxyConfigSchema;
  Telemetry: typeof telemetrySchema;
  PeerAuthentication: typeof peerAuthenticationSchema;
  RequestAuthentication: typeof requestAuthenticationSchema;
  AuthorizationPolicy: typeof authorizationPolicySchema;
  KubernetesGateway: typeof kubernetesGatewaySchema;
  HTTPRoute: typeof httpRouteKindSchema;
  GRPCRoute: typeof grpcRouteSchema;
  TLSRoute: typeof tlsRouteSchema;
  TCPRoute: typeof tcpRouteSchema;
}

type Read = { [K in keyof Schemas]: Whole<z.output<Schemas[K]>> };
type Modelled = { [K in keyof ResourceKinds]: Whole<ResourceKinds[K]> };

test("the schemas keep exactly the fields that the model has", () => {
  expectTypeOf<keyof Read>().toEqualTypeOf<keyof Modelled>();
  expectTypeOf<Read>().toEqualTypeOf<Modelled>();
});
