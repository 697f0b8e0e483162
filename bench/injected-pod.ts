import type { Random } from "./random.ts";

/** What one pod of the generated mesh has of its own. */
export interface PodFacts {
  readonly name: string;
  readonly namespace: string;
  readonly app: string;
  readonly replicaSet: string;
  readonly ip: string;
  readonly node: string;
  readonly createdAt: string;
  readonly version: string;
}

const proxyImage = "docker.io/istio/proxyv2:1.26.2";

/** A pod with Istio's sidecar, as the API server returns it. */
export function injectedPod(facts: PodFacts, random: Random): object {
  const { name, namespace, app, replicaSet, node, createdAt, version } = facts;
  const hash = replicaSet.slice(replicaSet.lastIndexOf("-") + 1);
  const tokenVolume = `kube-api-access-${random.hex(5)}`;
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      annotations: {
        "istio.io/rev": "default",
        "kubectl.kubernetes.io/default-container": app,
        "kubectl.kubernetes.io/default-logs-container": app,
        "kubectl.kubernetes.io/restartedAt": createdAt,
        "prometheus.io/path": "/stats/prometheus",
        "prometheus.io/port": "15020",
        "prometheus.io/scrape": "true",
        "sidecar.istio.io/status": JSON.stringify({
          initContainers: ["istio-init"],
          containers: ["istio-proxy"],
          volumes: [
            "workload-socket",
            "credential-socket",
            "workload-certs",
            "istio-envoy",
            "istio-data",
            "istio-podinfo",
          ],
          imagePullSecrets: null,
          revision: "default",
        }),
      },
      creationTimestamp: createdAt,
      generateName: `${replicaSet}-`,
      labels: {
        app,
        "app.kubernetes.io/managed-by": "Helm",
        "app.kubernetes.io/name": app,
        "app.kubernetes.io/part-of": namespace,
        "pod-template-hash": hash,
        "security.istio.io/tlsMode": "istio",
        "service.istio.io/canonical-name": app,
        "service.istio.io/canonical-revision": version,
        version,
      },
      name,
      namespace,
      ownerReferences: [
        {
          apiVersion: "apps/v1",
          blockOwnerDeletion: true,
          controller: true,
          kind: "ReplicaSet",
          name: replicaSet,
          uid: uid(random),
        },
      ],
      resourceVersion: String(100_000 + random.int(900_000)),
      uid: uid(random),
    },
    spec: {
      containers: [applicationContainer(facts, tokenVolume), proxyContainer(facts, tokenVolume, random)],
      dnsPolicy: "ClusterFirst",
      enableServiceLinks: true,
      initContainers: [initContainer(tokenVolume)],
      nodeName: node,
      preemptionPolicy: "PreemptLowerPriority",
      priority: 0,
      restartPolicy: "Always",
      schedulerName: "default-scheduler",
      securityContext: {},
      serviceAccount: app,
      serviceAccountName: app,
      terminationGracePeriodSeconds: 30,
      tolerations: [
        { effect: "NoExecute", key: "node.kubernetes.io/not-ready", operator: "Exists", tolerationSeconds: 300 },
        { effect: "NoExecute", key: "node.kubernetes.io/unreachable", operator: "Exists", tolerationSeconds: 300 },
      ],
      volumes: volumes(tokenVolume, app),
    },
    status: status(facts, random),
  };
}

function applicationContainer({ app, version }: PodFacts, tokenVolume: string): object {
  return {
    env: [
      { name: "PORT", value: "8080" },
      { name: "LOG_LEVEL", value: "info" },
      { name: "LOG_FORMAT", value: "json" },
      { name: "OTEL_EXPORTER_OTLP_ENDPOINT", value: "http://otel-collector.observability:4317" },
      { name: "OTEL_RESOURCE_ATTRIBUTES", value: `service.name=${app},service.version=${version}` },
      {
        name: "DATABASE_URL",
        valueFrom: { secretKeyRef: { key: "url", name: `${app}-database` } },
      },
      {
        name: "DATABASE_PASSWORD",
        valueFrom: { secretKeyRef: { key: "password", name: `${app}-database` } },
      },
      { name: "POD_NAME", valueFrom: { fieldRef: { apiVersion: "v1", fieldPath: "metadata.name" } } },
    ],
    envFrom: [{ configMapRef: { name: `${app}-config` } }],
    image: `registry.example.com/teams/${app}:${version}.4.2`,
    imagePullPolicy: "IfNotPresent",
    livenessProbe: probe("/app-health/app/livez", 15020),
    name: app,
    ports: [
      { containerPort: 8080, name: "http", protocol: "TCP" },
      { containerPort: 9090, name: "metrics", protocol: "TCP" },
    ],
    readinessProbe: probe("/app-health/app/readyz", 15020),
    resources: { limits: { memory: "512Mi" }, requests: { cpu: "100m", memory: "256Mi" } },
    securityContext: {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ["ALL"] },
      readOnlyRootFilesystem: true,
      runAsNonRoot: true,
      runAsUser: 1000,
    },
    terminationMessagePath: "/dev/termination-log",
    terminationMessagePolicy: "File",
    volumeMounts: [
      { mountPath: "/tmp", name: "tmp" },
      { mountPath: "/etc/config", name: "config", readOnly: true },
      tokenMount(tokenVolume),
    ],
  };
}

function proxyContainer({ app, namespace, version }: PodFacts, tokenVolume: string, random: Random): object {
  const field = (name: string, fieldPath: string): object => ({
    name,
    valueFrom: { fieldRef: { apiVersion: "v1", fieldPath } },
  });
  return {
    args: [
      "proxy",
      "sidecar",
      "--domain",
      "$(POD_NAMESPACE).svc.cluster.local",
      "--proxyLogLevel=warning",
      "--proxyComponentLogLevel=misc:error",
      "--log_output_level=default:info",
    ],
    env: [
      { name: "PILOT_CERT_PROVIDER", value: "istiod" },
      { name: "CA_ADDR", value: "istiod.istio-system.svc:15012" },
      field("POD_NAME", "metadata.name"),
      field("POD_NAMESPACE", "metadata.namespace"),
      field("INSTANCE_IP", "status.podIP"),
      field("SERVICE_ACCOUNT", "spec.serviceAccountName"),
      field("HOST_IP", "status.hostIP"),
      { name: "ISTIO_CPU_LIMIT", valueFrom: { resourceFieldRef: { divisor: "0", resource: "limits.cpu" } } },
      {
        name: "PROXY_CONFIG",
        value:
          '{"discoveryAddress":"istiod.istio-system.svc:15012","proxyMetadata":{"ISTIO_META_DNS_CAPTURE":"true"}}\n',
      },
      { name: "ISTIO_META_POD_PORTS", value: portsText() },
      { name: "ISTIO_META_APP_CONTAINERS", value: app },
      { name: "GOMEMLIMIT", valueFrom: { resourceFieldRef: { divisor: "0", resource: "limits.memory" } } },
      { name: "GOMAXPROCS", valueFrom: { resourceFieldRef: { divisor: "0", resource: "limits.cpu" } } },
      { name: "ISTIO_META_CLUSTER_ID", value: "Kubernetes" },
      field("ISTIO_META_NODE_NAME", "spec.nodeName"),
      { name: "ISTIO_META_INTERCEPTION_MODE", value: "REDIRECT" },
      { name: "ISTIO_META_WORKLOAD_NAME", value: app },
      {
        name: "ISTIO_META_OWNER",
        value: `kubernetes://apis/apps/v1/namespaces/${namespace}/deployments/${app}-${version}`,
      },
      { name: "ISTIO_META_MESH_ID", value: "cluster.local" },
      { name: "TRUST_DOMAIN", value: "cluster.local" },
      { name: "ISTIO_META_DNS_CAPTURE", value: "true" },
      { name: "ISTIO_META_NETWORK", value: "network1" },
      { name: "ISTIO_PROMETHEUS_ANNOTATIONS", value: '{"scrape":"true","path":"/metrics","port":"9090"}' },
      {
        name: "ISTIO_KUBE_APP_PROBERS",
        value: JSON.stringify({
          [`/app-health/${app}/livez`]: prober("/livez"),
          [`/app-health/${app}/readyz`]: prober("/readyz"),
        }),
      },
    ],
    image: proxyImage,
    imagePullPolicy: "IfNotPresent",
    lifecycle: { preStop: { exec: { command: ["/bin/sh", "-c", `sleep ${5 + random.int(20)}`] } } },
    name: "istio-proxy",
    ports: [{ containerPort: 15090, name: "http-envoy-prom", protocol: "TCP" }],
    readinessProbe: probe("/healthz/ready", 15021),
    resources: { limits: { cpu: "2", memory: "1Gi" }, requests: { cpu: "100m", memory: "128Mi" } },
    securityContext: {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ["ALL"] },
      privileged: false,
      readOnlyRootFilesystem: true,
      runAsGroup: 1337,
      runAsNonRoot: true,
      runAsUser: 1337,
    },
    startupProbe: { ...probe("/healthz/ready", 15021), failureThreshold: 600 },
    terminationMessagePath: "/dev/termination-log",
    terminationMessagePolicy: "File",
    volumeMounts: [
      { mountPath: "/var/run/secrets/workload-spiffe-uds", name: "workload-socket" },
      { mountPath: "/var/run/secrets/credential-uds", name: "credential-socket" },
      { mountPath: "/var/run/secrets/workload-spiffe-credentials", name: "workload-certs" },
      { mountPath: "/var/run/secrets/istio", name: "istiod-ca-cert" },
      { mountPath: "/var/lib/istio/data", name: "istio-data" },
      { mountPath: "/etc/istio/proxy", name: "istio-envoy" },
      { mountPath: "/var/run/secrets/tokens", name: "istio-token" },
      { mountPath: "/etc/istio/pod", name: "istio-podinfo" },
      tokenMount(tokenVolume),
    ],
  };
}

function portsText(): string {
  return JSON.stringify([
    { name: "http", containerPort: 8080, protocol: "TCP" },
    { name: "metrics", containerPort: 9090, protocol: "TCP" },
  ]);
}

function prober(path: string): object {
  return { httpGet: { path, port: 8080, scheme: "HTTP" }, timeoutSeconds: 1 };
}

function initContainer(tokenVolume: string): object {
  return {
    args: [
      ...["istio-iptables", "-p", "15001", "-z", "15006", "-u", "1337", "-m", "REDIRECT", "-i", "*", "-x", ""],
      ...["-b", "*", "-d", "15090,15021,15020", "--log_output_level=default:info"],
    ],
    env: [{ name: "ISTIO_META_DNS_CAPTURE", value: "true" }],
    image: proxyImage,
    imagePullPolicy: "IfNotPresent",
    name: "istio-init",
    resources: { limits: { cpu: "2", memory: "1Gi" }, requests: { cpu: "100m", memory: "128Mi" } },
    securityContext: {
      allowPrivilegeEscalation: false,
      capabilities: { add: ["NET_ADMIN", "NET_RAW"], drop: ["ALL"] },
      privileged: false,
      readOnlyRootFilesystem: false,
      runAsGroup: 0,
      runAsNonRoot: false,
      runAsUser: 0,
    },
    terminationMessagePath: "/dev/termination-log",
    terminationMessagePolicy: "File",
    volumeMounts: [tokenMount(tokenVolume)],
  };
}

function volumes(tokenVolume: string, app: string): readonly object[] {
  const empty = (name: string): object => ({ emptyDir: {}, name });
  return [
    empty("workload-socket"),
    empty("credential-socket"),
    empty("workload-certs"),
    { emptyDir: { medium: "Memory" }, name: "istio-envoy" },
    empty("istio-data"),
    {
      downwardAPI: {
        defaultMode: 420,
        items: [
          { fieldRef: { apiVersion: "v1", fieldPath: "metadata.labels" }, path: "labels" },
          { fieldRef: { apiVersion: "v1", fieldPath: "metadata.annotations" }, path: "annotations" },
        ],
      },
      name: "istio-podinfo",
    },
    {
      name: "istio-token",
      projected: {
        defaultMode: 420,
        sources: [{ serviceAccountToken: { audience: "istio-ca", expirationSeconds: 43200, path: "istio-token" } }],
      },
    },
    { configMap: { defaultMode: 420, name: "istio-ca-root-cert" }, name: "istiod-ca-cert" },
    empty("tmp"),
    { configMap: { defaultMode: 420, name: `${app}-config` }, name: "config" },
    {
      name: tokenVolume,
      projected: {
        defaultMode: 420,
        sources: [
          { serviceAccountToken: { expirationSeconds: 3607, path: "token" } },
          { configMap: { items: [{ key: "ca.crt", path: "ca.crt" }], name: "kube-root-ca.crt" } },
          {
            downwardAPI: {
              items: [{ fieldRef: { apiVersion: "v1", fieldPath: "metadata.namespace" }, path: "namespace" }],
            },
          },
        ],
      },
    },
  ];
}

function status({ app, ip, createdAt, version }: PodFacts, random: Random): object {
  const condition = (type: string): object => ({
    lastProbeTime: null,
    lastTransitionTime: createdAt,
    status: "True",
    type,
  });
  const container = (name: string, image: string, state: object): object => ({
    containerID: `containerd://${random.hex(64)}`,
    image,
    imageID: `${image.split(":")[0]}@sha256:${random.hex(64)}`,
    lastState: {},
    name,
    ready: true,
    restartCount: random.int(3),
    started: true,
    state,
  });
  return {
    conditions: ["PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady", "PodScheduled"].map(condition),
    containerStatuses: [
      container(app, `registry.example.com/teams/${app}:${version}.4.2`, { running: { startedAt: createdAt } }),
      container("istio-proxy", proxyImage, { running: { startedAt: createdAt } }),
    ],
    hostIP: `172.18.0.${2 + random.int(250)}`,
    hostIPs: [{ ip: `172.18.0.${2 + random.int(250)}` }],
    initContainerStatuses: [
      container("istio-init", proxyImage, {
        terminated: {
          containerID: `containerd://${random.hex(64)}`,
          exitCode: 0,
          finishedAt: createdAt,
          reason: "Completed",
          startedAt: createdAt,
        },
      }),
    ],
    phase: "Running",
    podIP: ip,
    podIPs: [{ ip }],
    qosClass: "Burstable",
    startTime: createdAt,
  };
}

function probe(path: string, port: number): object {
  return {
    failureThreshold: 3,
    httpGet: { path, port, scheme: "HTTP" },
    initialDelaySeconds: 5,
    periodSeconds: 10,
    successThreshold: 1,
    timeoutSeconds: 3,
  };
}

function tokenMount(name: string): object {
  return { mountPath: "/var/run/secrets/kubernetes.io/serviceaccount", name, readOnly: true };
}

function uid(random: Random): string {
  return [8, 4, 4, 4, 12].map((length) => random.hex(length)).join("-");
}
