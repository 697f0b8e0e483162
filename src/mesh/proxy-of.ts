import { byDefault, type Evidence, field } from "../model/evidence.ts";
import type { Mesh } from "../model/mesh.ts";
import { path } from "../model/path.ts";
import type { Ref } from "../model/ref.ts";
import type { Container, ContainerStatus, Pod } from "../model/resources/core.ts";
import type { Proxy } from "../model/workload.ts";
import { otherConfig } from "./other-config.ts";
import { refOf } from "./ref-of.ts";
import { imageVersion } from "./settings.ts";

/** A container that runs a proxy, and where it stands in the pod. */
interface ProxyContainer {
  readonly container: Container;
  readonly at: string;
  readonly native: boolean;
  readonly status: ContainerStatus | undefined;
  readonly statusAt: string;
}

type Kind = Pick<Proxy, "kind" | "because">;

const gatewayNameLabels = ["gateway.networking.k8s.io/gateway-name", "istio.io/gateway-name"];

/**
 * Which data plane stands in front of a pod. A container beats ambient enrolment; what the proxy's arguments say
 * beats labels and annotations, which beat the shape of an abbreviated manifest.
 * Source: pkg/kube/inject (files/injection-template.yaml, gateway-injection-template.yaml, waypoint.yaml, grpc-agent.yaml);
 * cni/pkg/util/enablement_selector.go `Matches`.
 */
export function proxyOf(mesh: Mesh, pod: Pod): Proxy {
  const ref = refOf(pod);
  const proxy = proxyContainer(pod);
  if (proxy === undefined) return withoutContainer(mesh, pod, ref);
  const { kind, because } = roleOf(pod, ref, proxy);
  const version = proxy.container.image === undefined ? undefined : imageVersion(proxy.container.image);
  const other = kind === "none" ? undefined : otherConfig(mesh, pod);
  const down = kind === "none" ? undefined : downEvidence(ref, proxy);
  return {
    kind,
    because: down === undefined ? because : [...because, down],
    ...(version === undefined ? {} : { version }),
    ...(other === undefined ? {} : { otherConfig: other }),
    ...(down === undefined ? {} : { down: true }),
  };
}

/** Classic in `containers`, native in `initContainers` with `restartPolicy: Always`. */
function proxyContainer({ spec, status }: Pod): ProxyContainer | undefined {
  const classic = spec.containers.findIndex(({ name }) => name === "istio-proxy");
  if (classic >= 0) return found(spec.containers, classic, "containers", false, status.containerStatuses);
  const native = (spec.initContainers ?? []).findIndex(
    ({ name, restartPolicy }) => name === "istio-proxy" && restartPolicy === "Always",
  );
  return native < 0
    ? undefined
    : found(spec.initContainers ?? [], native, "initContainers", true, status.initContainerStatuses);
}

function found(
  containers: readonly Container[],
  index: number,
  list: string,
  native: boolean,
  statuses: readonly ContainerStatus[] | undefined,
): ProxyContainer | undefined {
  const container = containers[index];
  if (container === undefined) return undefined;
  const at = statuses?.findIndex(({ name }) => name === container.name) ?? -1;
  return {
    container,
    at: path("spec", list, index),
    native,
    status: statuses?.[at],
    statusAt: path("status", native ? "initContainerStatuses" : "containerStatuses", at),
  };
}

function roleOf(pod: Pod, ref: Ref, proxy: ProxyContainer): Kind {
  return byArguments(ref, proxy) ?? byMetadata(pod, ref) ?? byShape(pod, ref, proxy);
}

/** `proxy sidecar`, `proxy router`, `proxy waypoint`, `proxy ztunnel`. Source: pilot/cmd/pilot-agent `proxyCmd`. */
function byArguments(ref: Ref, { container, at }: ProxyContainer): Kind | undefined {
  const verb = container.args?.indexOf("proxy") ?? -1;
  const role = verb < 0 ? undefined : container.args?.[verb + 1];
  const because = [field(ref, `${at}.args[${verb + 1}]`, role)];
  switch (role) {
    case "router":
      return { kind: "gateway", because };
    case "waypoint":
      return { kind: "waypoint", because };
    case "ztunnel":
      return { kind: "none", because: [field(ref, `${at}.args[${verb + 1}]`, role, "the node's proxy itself")] };
    case "sidecar":
      // The agent of proxyless gRPC is started with the same words; its template tells them apart.
      return undefined;
    default:
      return undefined;
  }
}

function byMetadata({ metadata: { labels, annotations } }: Pod, ref: Ref): Kind | undefined {
  const label = (key: string, note?: string): Evidence =>
    field(ref, path("metadata", "labels", key), labels[key], note);
  if (labels["gateway.istio.io/managed"] === "istio.io-mesh-controller")
    return { kind: "waypoint", because: [label("gateway.istio.io/managed")] };
  if (labels.app === "ztunnel") return { kind: "none", because: [label("app", "the node's proxy itself")] };
  const templates = annotations["inject.istio.io/templates"]?.split(",").map((name) => name.trim()) ?? [];
  const template = (note?: string): Evidence =>
    field(
      ref,
      path("metadata", "annotations", "inject.istio.io/templates"),
      annotations["inject.istio.io/templates"],
      note,
    );
  if (templates.includes("gateway")) return { kind: "gateway", because: [template()] };
  if (templates.includes("grpc-agent") || templates.includes("grpc-simple"))
    return { kind: "unknown", because: [template("proxyless gRPC is not modelled")] };
  const named = gatewayNameLabels.find((key) => labels[key] !== undefined);
  return named === undefined ? undefined : { kind: "gateway", because: [label(named)] };
}

/** Nothing says `router`: a pod that is nothing but a proxy, and was not injected, is one. */
function byShape(pod: Pod, ref: Ref, { container, at, native }: ProxyContainer): Kind {
  const status = pod.metadata.annotations["sidecar.istio.io/status"];
  const saysSidecar = container.args?.includes("sidecar") === true;
  if (!native && pod.spec.containers.length === 1 && status === undefined && !saysSidecar)
    return {
      kind: "gateway",
      because: [field(ref, `${at}.name`, container.name, "the pod's only container, and not injected")],
    };
  return {
    kind: "sidecar",
    because: [field(ref, `${at}.name`, container.name, native ? "native sidecar" : undefined)],
  };
}

function downEvidence(ref: Ref, { status, statusAt }: ProxyContainer): Evidence | undefined {
  const { waiting, terminated, running } = status?.state ?? {};
  if (running !== undefined) return undefined;
  if (waiting !== undefined)
    return field(ref, `${statusAt}.state.waiting.reason`, waiting.reason ?? "waiting", "the proxy does not run");
  if (terminated !== undefined)
    return field(
      ref,
      `${statusAt}.state.terminated.reason`,
      terminated.reason ?? "terminated",
      "the proxy does not run",
    );
  return undefined;
}

/**
 * No proxy container: captured for ztunnel, or on its own.
 * Source: cni/pkg/util/enablement_selector.go; chart istio-cni `ambient.enablementSelectors`.
 */
function withoutContainer(mesh: Mesh, pod: Pod, ref: Ref): Proxy {
  const { labels, annotations, namespace } = pod.metadata;
  const modeAt = path("metadata", "labels", "istio.io/dataplane-mode");
  const statusAt = path("metadata", "annotations", "sidecar.istio.io/status");
  const redirectionAt = path("metadata", "annotations", "ambient.istio.io/redirection");
  const redirection = annotations["ambient.istio.io/redirection"];
  if (redirection === "enabled") return { kind: "ambient", because: [field(ref, redirectionAt, redirection)] };
  if (redirection === "pending")
    return {
      kind: "ambient",
      because: [field(ref, redirectionAt, redirection, "redirected, but ztunnel does not serve it yet")],
      down: true,
    };
  const absent = byDefault("a pod without an istio-proxy container sends and receives without a proxy");
  if (pod.spec.hostNetwork === true)
    return { kind: "none", because: [absent, field(ref, "spec.hostNetwork", true, "kept out of ambient")] };
  if (annotations["sidecar.istio.io/status"] !== undefined)
    return { kind: "none", because: [absent, field(ref, statusAt, "…", "injected once, hence kept out of ambient")] };
  if (labels.app === "ztunnel") return { kind: "none", because: [field(ref, "metadata.labels.app", "ztunnel")] };
  const mode = labels["istio.io/dataplane-mode"];
  if (mode === "none") return { kind: "none", because: [field(ref, modeAt, mode)] };
  if (mode === "ambient") return { kind: "ambient", because: [field(ref, modeAt, mode)] };
  const owner = mesh.get("Namespace", "", namespace);
  if (owner?.metadata.labels["istio.io/dataplane-mode"] === "ambient")
    return { kind: "ambient", because: [field(refOf(owner), modeAt, "ambient")] };
  return { kind: "none", because: [absent] };
}
