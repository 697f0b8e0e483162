import { labelsMatch } from "../mesh/labels.ts";
import type { MergedSubset } from "../mesh/merged-rule.ts";
import { peerServices } from "../mesh/peer-services.ts";
import { refOf } from "../mesh/ref-of.ts";
import { isReady, podsOwnedBy, podsWith } from "../mesh/workloads.ts";
import type { CauseOf } from "../model/cause.ts";
import { absence, type Evidence, field } from "../model/evidence.ts";
import type { Mesh } from "../model/mesh.ts";
import { isNonEmpty, type NonEmpty } from "../model/non-empty.ts";
import { type Ref, refText } from "../model/ref.ts";
import type { Kind } from "../model/resource-kinds.ts";
import type { Pod } from "../model/resources/core.ts";
import type { Controller } from "../model/resources/workloads.ts";
import type { Endpoint, RegistryService } from "../model/service.ts";
import type { Cluster } from "./cluster.ts";
import { nearestPods } from "./nearest-pods.ts";
import { unreadyPods } from "./unready-pods.ts";

type Facts = Omit<CauseOf<"no-endpoints">, "code">;

const controllerKinds = ["Deployment", "StatefulSet", "DaemonSet"] as const;

/** Why a cluster that exists has nobody to send to. `chosen`: its endpoints after the subset, ready or not. */
export function whyNoEndpoint(caller: Mesh, cluster: Cluster, chosen: readonly Endpoint[]): Facts {
  const mesh = caller.home(cluster.service.ref);
  if (chosen.length === 0 && cluster.endpoints.length > 0 && cluster.subset !== undefined)
    return subsetSelectsNothing(mesh, cluster, cluster.subset);
  const unported = chosen.filter(({ ready, port }) => ready && port === undefined);
  if (isNonEmpty(unported))
    return namedPortMissing(
      mesh,
      cluster,
      unported,
      chosen.filter(({ port }) => port !== undefined),
    );
  if (cluster.service.registry === "External") return entryWithoutEndpoints(mesh, cluster);
  if (isNonEmpty(chosen)) return nobodyReady(mesh, cluster, chosen);
  const own = selectorFindsNothing(mesh, cluster.service);
  // A Service may stand here for its name alone: its pods are where some controller would have them.
  const elsewhere = peerServices(mesh, cluster.service, cluster.port).flatMap(({ peer, service, gap }) =>
    gap === undefined ? [selectorFindsNothing(peer, service)] : [],
  );
  return [own, ...elsewhere].find(({ spot }) => spot.path !== "spec.selector") ?? own;
}

function subsetSelectsNothing(mesh: Mesh, { service, endpoints }: Cluster, subset: MergedSubset): Facts {
  const spot = { ref: subset.spot.ref, path: `${subset.spot.path}.labels` };
  const selector = selectorOf(mesh, service.ref) ?? {};
  // Endpoints of a Service without a selector are no workload's.
  const scaled =
    Object.keys(selector).length === 0
      ? undefined
      : emptyControllers(mesh, service.namespace, { ...selector, ...subset.labels }).find(
          (controller) => podsOwnedBy(mesh, refOf(controller)).length === 0,
        );
  const seen = distinctLabels(endpoints, Object.keys(subset.labels));
  const evidence: Evidence[] = [
    field(spot.ref, spot.path, subset.labels, `the pods of ${service.hostname} have ${seen}`),
  ];
  if (scaled !== undefined)
    return {
      ...emptyFacts(service.ref, scaled),
      related: [spot],
      evidence: [...emptyFacts(service.ref, scaled).evidence, ...evidence],
    };
  return {
    service: service.ref,
    spot,
    why: `subset "${subset.name}" selects ${labelText(subset.labels)}, and no pod of ${service.hostname} has that${unreadOf(mesh, service.namespace, controllerKinds)}`,
    reason: "subset-labels",
    related: [{ ref: service.ref, path: "spec.selector" }],
    evidence,
  };
}

/** `version=v1; version=v2`: the values that the pods have for these keys. */
function distinctLabels(endpoints: readonly Endpoint[], keys: readonly string[]): string {
  const values = new Set(
    endpoints.map(({ labels }) => keys.map((key) => `${key}=${labels[key] ?? "(none)"}`).join(", ")),
  );
  return [...values].slice(0, 4).join("; ");
}

/** `ported`: endpoints that have the port, and are not ready. */
function namedPortMissing(
  mesh: Mesh,
  { service, port }: Cluster,
  unported: NonEmpty<Endpoint>,
  ported: readonly Endpoint[],
): Facts {
  const spot = { ref: service.ref, path: `${port.path}.targetPort` };
  const declares = unported.find(({ ref }) =>
    mesh
      .home(ref)
      .get("Pod", ref.namespace, ref.name)
      ?.spec.containers.some(({ ports = [] }) => ports.some(({ name }) => name === port.targetPort)),
  );
  if (declares !== undefined)
    return {
      service: service.ref,
      spot,
      why: `its EndpointSlices have no port for targetPort "${port.targetPort}", though ${refText(declares.ref)} declares it: they are out of date or were written by hand`,
      reason: "named-port",
      related: [{ ref: declares.ref, path: "spec.containers" }],
      evidence: [
        field(spot.ref, spot.path, port.targetPort),
        absence(`no EndpointSlice of ${refText(service.ref)} gives ${refText(declares.ref)} a port "${port.name}"`),
      ],
    };
  const [unready] = ported;
  return {
    service: service.ref,
    spot,
    why:
      unready === undefined
        ? `targetPort "${port.targetPort}" is a name that no container of its pods declares`
        : `targetPort "${port.targetPort}" is a name that no container of its ready pods declares, and ${refText(unready.ref)}, which has the port, is not ready`,
    reason: "named-port",
    related: [
      ...unported.slice(0, 1).map(({ ref }) => ({ ref, path: "spec.containers" })),
      ...ported.slice(0, 1).map(({ ref }) => ({ ref, path: "status" })),
    ],
    evidence: [
      field(spot.ref, spot.path, port.targetPort),
      absence(`no container port of ${unported[0].ref.name} is named "${port.targetPort}"`),
    ],
  };
}

function entryWithoutEndpoints(mesh: Mesh, { service }: Cluster): Facts {
  const entry = mesh.get("ServiceEntry", service.ref.namespace, service.ref.name);
  const at = entry?.spec.workloadSelector === undefined ? "spec.endpoints" : "spec.workloadSelector.labels";
  return {
    service: service.ref,
    spot: { ref: service.ref, path: at },
    why:
      at === "spec.endpoints"
        ? "the ServiceEntry names no endpoint"
        : "its workloadSelector selects no pod and no WorkloadEntry",
    reason: "selector",
    related: [],
    evidence: [field(service.ref, at, entry?.spec.workloadSelector?.labels)],
  };
}

function nobodyReady(mesh: Mesh, { service, subset }: Cluster, chosen: NonEmpty<Endpoint>): Facts {
  const pods = chosen.flatMap(({ ref }) =>
    ref.kind === "Pod" ? (mesh.home(ref).get("Pod", ref.namespace, ref.name) ?? []) : [],
  );
  const { makers, reasons, evidence } = unreadyPods(mesh, pods);
  const [maker, ...others] = makers;
  const proxyDown = pods.some((pod) =>
    pod.status.containerStatuses?.some(({ name, ready }) => name === "istio-proxy" && !ready),
  );
  return {
    service: service.ref,
    spot: maker ?? { ref: chosen[0].ref, path: "status" },
    why: `${noneReady(chosen.length, subset?.name)}${reasons}${pods.length === 0 ? unreadOf(mesh, service.namespace, ["Pod"]) : ""}${proxyDown ? " (its istio-proxy is not ready)" : ""}`,
    reason: subset === undefined ? "not-ready" : "subset-not-ready",
    related: others,
    evidence: evidence.length > 0 ? evidence : [absence(`no endpoint of ${service.hostname} is ready`)],
  };
}

/** `none of its 2 pods is ready`, `the only pod of subset "v2" is not ready`. */
function noneReady(pods: number, subset: string | undefined): string {
  if (subset === undefined) return pods === 1 ? "its only pod is not ready" : `none of its ${pods} pods is ready`;
  return pods === 1
    ? `the only pod of subset "${subset}" is not ready`
    : `none of the ${pods} pods of subset "${subset}" is ready`;
}

function selectorFindsNothing(mesh: Mesh, service: RegistryService): Facts {
  const selector = selectorOf(mesh, service.ref);
  const spot = { ref: service.ref, path: "spec.selector" };
  if (selector === undefined || Object.keys(selector).length === 0) {
    return {
      service: service.ref,
      spot,
      why: "the Service has no selector, and no endpoint was given by hand",
      reason: "selector",
      related: [],
      evidence: [field(spot.ref, spot.path, undefined)],
    };
  }
  const pods = podsWith(mesh, service.namespace, selector);
  if (pods.length > 0) return podsOutsideSlices(mesh, service.ref, pods);
  const empty = emptyControllers(mesh, service.namespace, selector)[0];
  if (empty !== undefined) return emptyFacts(service.ref, empty);
  const near = nearestPods(mesh, service.namespace, selector);
  return {
    service: service.ref,
    spot,
    why: `its selector ${labelText(selector)} finds no pod${near === undefined ? "" : `; ${refText(near.ref)} differs in ${near.differs}`}${unreadOf(mesh, service.namespace, controllerKinds)}`,
    reason: near === undefined ? "no-pods" : "selector",
    related: near === undefined ? [] : [{ ref: near.ref, path: near.path }],
    evidence: [
      field(spot.ref, spot.path, selector),
      ...(near === undefined ? [] : [field(near.ref, near.path, near.labels)]),
    ],
  };
}

/** The selector finds pods, yet no slice lists them: they are unready, or the slices lag behind. */
function podsOutsideSlices(mesh: Mesh, service: Ref, pods: readonly Pod[]): Facts {
  const unready = pods.filter((pod) => !isReady(pod));
  const { makers, reasons, evidence } = unreadyPods(mesh, pods, unready);
  return {
    service,
    spot: makers[0] ?? { ref: service, path: "spec.selector" },
    why:
      unready.length > 0
        ? `none of its ${pods.length} pods is ready${reasons}`
        : `its selector finds ${pods.length} pods, but no EndpointSlice lists them`,
    reason: "not-ready",
    related: [],
    evidence: evidence.length > 0 ? evidence : [absence(`no EndpointSlice of ${refText(service)} has an endpoint`)],
  };
}

/** Controllers whose pods would be selected, if there were any. */
function emptyControllers(
  mesh: Mesh,
  namespace: string,
  selector: Readonly<Record<string, string>>,
): readonly Controller[] {
  return controllerKinds
    .flatMap((kind): readonly Controller[] => mesh.list(kind, namespace))
    .filter((controller) => labelsMatch(selector, controller.spec.template.metadata.labels));
}

function emptyFacts(service: Ref, controller: Controller): Facts {
  const ref = refOf(controller);
  const scaled = controller.spec.replicas === 0;
  const condition = (controller.status?.conditions ?? []).find(
    ({ type, status }) => type === "ReplicaFailure" && status === "True",
  );
  const webhook = condition?.message?.includes("webhook") === true;
  const spot = { ref, path: scaled ? "spec.replicas" : "spec.template" };
  return {
    service,
    spot,
    why: scaled
      ? `${refText(ref)} is scaled to 0`
      : `${refText(ref)} has no running pod${condition?.reason === undefined ? "" : ` (${condition.reason})`}`,
    reason: scaled ? "scaled-to-zero" : webhook ? "webhook" : "no-pods",
    related: [{ ref: service, path: "spec.selector" }],
    evidence: [
      field(ref, spot.path, scaled ? 0 : undefined),
      ...(condition?.message === undefined ? [] : [field(ref, "status.conditions", condition.message)]),
    ],
  };
}

/** ` (StatefulSets there could not be read)`: what else may be to blame; "" where all of it was read. */
function unreadOf(mesh: Mesh, namespace: string, kinds: readonly Kind[]): string {
  const unread = kinds.filter((kind) => mesh.gap(kind, namespace) !== undefined).map((kind) => `${kind}s`);
  return unread.length === 0 ? "" : ` (${unread.join(", ")} there could not be read)`;
}

function selectorOf(mesh: Mesh, service: Ref): Readonly<Record<string, string>> | undefined {
  return mesh.get("Service", service.namespace, service.name)?.spec.selector;
}

function labelText(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(", ");
}
