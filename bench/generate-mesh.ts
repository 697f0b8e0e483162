import { injectedPod } from "./injected-pod.ts";
import { type Random, random } from "./random.ts";

/** How big a mesh to make up. */
export interface MeshSize {
  readonly services: number;
  readonly podsPerService: number;
  /** VirtualServices, DestinationRules, policies and the like, together. */
  readonly istioObjects: number;
  readonly namespaces: number;
  readonly seed?: number;
}

const createdAt = "2026-11-01T08:00:00Z";

/** The name of a service of the generated mesh. */
export function serviceName(index: number): string {
  return `service-${String(index).padStart(5, "0")}`;
}

/** The namespace of a service of the generated mesh. */
export function namespaceName(index: number, { namespaces }: MeshSize): string {
  return `team-${String(index % namespaces).padStart(3, "0")}`;
}

/** Every object of a made-up mesh in which each service can call every other, one at a time, always the same. */
export function* generateMesh(size: MeshSize): Generator<object> {
  const dice = random(size.seed ?? 1);
  yield* controlPlane();
  for (let index = 0; index < size.namespaces; index += 1) yield* namespace(namespaceName(index, size));
  for (let index = 0; index < size.services; index += 1) yield* service(index, size, dice);
  for (let index = 0; index < size.istioObjects; index += 1) yield istioObject(index, size);
}

function* controlPlane(): Generator<object> {
  yield object("v1", "Namespace", "", "istio-system", {}, { "kubernetes.io/metadata.name": "istio-system" });
  yield object("v1", "ConfigMap", "istio-system", "istio", {
    data: {
      mesh: "accessLogFile: /dev/stdout\nenableAutoMtls: true\nrootNamespace: istio-system\ntrustDomain: cluster.local\n",
      meshNetworks: "networks: {}",
    },
  });
  yield object("v1", "Service", "istio-system", "istiod", {
    spec: {
      clusterIP: "10.96.0.11",
      ports: [{ name: "https-webhook", port: 443, protocol: "TCP", targetPort: 15017 }],
      selector: { app: "istiod" },
      type: "ClusterIP",
    },
  });
  yield object("v1", "Secret", "istio-system", "cacerts", {
    type: "Opaque",
    data: { "ca-cert.pem": "LS0tLS1CRUdJTg==" },
  });
  yield object("admissionregistration.k8s.io/v1", "MutatingWebhookConfiguration", "", "istio-sidecar-injector", {
    webhooks: [
      {
        admissionReviewVersions: ["v1"],
        clientConfig: { service: { name: "istiod", namespace: "istio-system", path: "/inject", port: 443 } },
        failurePolicy: "Fail",
        name: "namespace.sidecar-injector.istio.io",
        namespaceSelector: { matchExpressions: [{ key: "istio-injection", operator: "In", values: ["enabled"] }] },
        objectSelector: {
          matchExpressions: [{ key: "sidecar.istio.io/inject", operator: "NotIn", values: ["false"] }],
        },
      },
    ],
  });
  yield object("security.istio.io/v1", "PeerAuthentication", "istio-system", "default", {
    spec: { mtls: { mode: "STRICT" } },
  });
}

function* namespace(name: string): Generator<object> {
  yield object(
    "v1",
    "Namespace",
    "",
    name,
    { spec: { finalizers: ["kubernetes"] }, status: { phase: "Active" } },
    {
      "istio-injection": "enabled",
      "kubernetes.io/metadata.name": name,
    },
  );
}

function* service(index: number, size: MeshSize, dice: Random): Generator<object> {
  const name = serviceName(index);
  const namespace = namespaceName(index, size);
  const replicaSet = `${name}-v1-${dice.hex(10)}`;
  yield object("v1", "ServiceAccount", namespace, name, {});
  yield object("v1", "Service", namespace, name, {
    spec: {
      clusterIP: address(96, index),
      clusterIPs: [address(96, index)],
      internalTrafficPolicy: "Cluster",
      ipFamilies: ["IPv4"],
      ipFamilyPolicy: "SingleStack",
      ports: [
        { name: "http", port: 8080, protocol: "TCP", targetPort: 8080 },
        { name: "grpc", port: 9000, protocol: "TCP", targetPort: 9000 },
      ],
      selector: { app: name },
      sessionAffinity: "None",
      type: "ClusterIP",
    },
    status: { loadBalancer: {} },
  });
  const pods = Array.from({ length: size.podsPerService }, (_, pod) => ({
    name: `${replicaSet}-${dice.hex(5)}`,
    ip: address(10 + (pod % 80), index * 8 + Math.floor(pod / 80)),
    node: `node-${String(dice.int(200)).padStart(3, "0")}`,
  }));
  yield object("apps/v1", "Deployment", namespace, `${name}-v1`, {
    spec: {
      replicas: size.podsPerService,
      selector: { matchLabels: { app: name, version: "v1" } },
      template: template(name),
    },
    status: { observedGeneration: 1, readyReplicas: size.podsPerService, replicas: size.podsPerService },
  });
  yield object("apps/v1", "ReplicaSet", namespace, replicaSet, {
    spec: {
      replicas: size.podsPerService,
      selector: { matchLabels: { app: name, version: "v1" } },
      template: template(name),
    },
    status: { observedGeneration: 1, readyReplicas: size.podsPerService, replicas: size.podsPerService },
  });
  yield object(
    "discovery.k8s.io/v1",
    "EndpointSlice",
    namespace,
    `${name}-${dice.hex(5)}`,
    {
      addressType: "IPv4",
      endpoints: pods.map(({ name, ip, node }) => ({
        addresses: [ip],
        conditions: { ready: true, serving: true, terminating: false },
        nodeName: node,
        targetRef: { kind: "Pod", name, namespace },
      })),
      ports: [
        { name: "http", port: 8080, protocol: "TCP" },
        { name: "grpc", port: 9000, protocol: "TCP" },
      ],
    },
    { "kubernetes.io/service-name": name },
  );
  for (const pod of pods)
    yield injectedPod({ ...pod, namespace, app: name, replicaSet, createdAt, version: "v1" }, dice);
}

function template(app: string): object {
  return {
    metadata: { labels: { app, version: "v1" } },
    spec: {
      containers: [
        {
          image: `registry.example.com/teams/${app}:v1.4.2`,
          name: app,
          ports: [{ containerPort: 8080, name: "http", protocol: "TCP" }],
          resources: { requests: { cpu: "100m", memory: "256Mi" } },
        },
      ],
      serviceAccountName: app,
    },
  };
}

function istioObject(index: number, size: MeshSize): object {
  const about = Math.floor(index / 3) % size.services;
  const name = serviceName(about);
  const namespace = namespaceName(about, size);
  const host = `${name}.${namespace}.svc.cluster.local`;
  const round = Math.floor(index / (3 * size.services));
  const suffix = round === 0 ? "" : `-${round}`;
  switch (index % 3) {
    case 0:
      return object("networking.istio.io/v1", "VirtualService", namespace, `${name}${suffix}`, {
        spec: {
          hosts: [host],
          http: [
            { match: [{ uri: { prefix: "/admin" } }], name: "admin", route: [{ destination: { host, subset: "v1" } }] },
            {
              retries: { attempts: 2, perTryTimeout: "2s", retryOn: "5xx,reset" },
              route: [{ destination: { host, port: { number: 8080 }, subset: "v1" }, weight: 100 }],
              timeout: "10s",
            },
          ],
        },
      });
    case 1:
      return object("networking.istio.io/v1", "DestinationRule", namespace, `${name}${suffix}`, {
        spec: {
          host,
          subsets: [{ labels: { version: "v1" }, name: "v1" }],
          trafficPolicy: {
            connectionPool: { http: { http2MaxRequests: 1000 }, tcp: { maxConnections: 100 } },
            outlierDetection: { baseEjectionTime: "30s", consecutive5xxErrors: 5, interval: "10s" },
          },
        },
      });
    default:
      return object("security.istio.io/v1", "AuthorizationPolicy", namespace, `${name}${suffix}`, {
        spec: {
          action: "ALLOW",
          rules: [
            {
              from: [{ source: { principals: ["cluster.local/ns/*"] } }],
              to: [{ operation: { methods: ["GET", "POST"], paths: ["/*"] } }],
            },
          ],
          selector: { matchLabels: { app: name } },
        },
      });
  }
}

function object(
  apiVersion: string,
  kind: string,
  namespace: string,
  name: string,
  members: object,
  labels: Readonly<Record<string, string>> = {},
): object {
  return {
    apiVersion,
    kind,
    metadata: {
      creationTimestamp: createdAt,
      ...(Object.keys(labels).length === 0 ? {} : { labels }),
      name,
      ...(namespace === "" ? {} : { namespace }),
      resourceVersion: "1000",
    },
    ...members,
  };
}

function address(second: number, index: number): string {
  return `10.${second}.${(index >> 8) & 255}.${index & 255}`;
}
