import { compare } from "../model/compare.ts";
import type { Evidence } from "../model/evidence.ts";
import { field } from "../model/evidence.ts";
import { spokenFor } from "../model/log-line.ts";
import type { Mesh } from "../model/mesh.ts";
import { MeshError } from "../model/mesh-error.ts";
import type { Neighbour } from "../model/neighbour.ts";
import { type Ref, refKey, refText } from "../model/ref.ts";
import type { RegistryService } from "../model/service.ts";
import type { Assumption, Gap, Snapshot } from "../model/snapshot.ts";
import type { Who } from "../model/who.ts";
import type { Workload } from "../model/workload.ts";
import { calleesOf } from "./callees-of.ts";
import { callersOfService } from "./callers-of-service.ts";
import { hasNamespace } from "./has-namespace.ts";
import { podKey } from "./lines-of-pair.ts";
import { meshOf } from "./mesh-of.ts";
import { assumptionsOf, gapsOf } from "./not-read.ts";
import { placed } from "./placed.ts";
import { resolveTo } from "./resolve-to.ts";
import { seenPairs } from "./seen-pairs.ts";
import { unfollowed } from "./unfollowed.ts";
import { unknownNamespace } from "./unknown-namespace.ts";

/** What is asked, in the asker's words. */
export interface WhoQuestion {
  readonly of: string;
  /** Where a short name is looked up first. */
  readonly namespace?: string;
}

/** How many callers and how many callees are listed; what is beyond is counted. */
const mostNeighbours = 100;

/**
 * Who may call a service, and whom its workloads call: from policies, gateways, Sidecars and routes that name them, and
 * from access logs. Nothing is simulated.
 * @throws MeshError UNKNOWN_NAME or AMBIGUOUS_NAME
 */
export function who(snapshot: Snapshot, { of, namespace }: WhoQuestion): Who {
  const mesh = meshOf(snapshot);
  if (namespace !== undefined && !hasNamespace(mesh, namespace)) throw unknownNamespace(mesh, namespace);
  const [service] = resolveTo(mesh, of, { asked: namespace, caller: undefined }).services;
  if (service === undefined)
    throw new MeshError(
      "UNKNOWN_NAME",
      `Cannot tell who calls "${of}": no Service or ServiceEntry that was read has that name`,
      "Name a Service, a workload behind one, or a ServiceEntry's host.",
    );
  const { servers, admission, workloads, others } = callersOfService(snapshot, service);
  const callers = [...workloads, ...others];
  const callees = calleesOf(snapshot, servers, service.ref);
  const placedAll = (evidence: readonly Evidence[]) => evidence.map((piece) => placed(piece, snapshot));
  const place = (neighbour: Neighbour): Neighbour => ({
    ...neighbour,
    because: placedAll(neighbour.because),
    but: placedAll(neighbour.but),
  });
  return {
    of: service.ref,
    host: service.hostname,
    workloads: ownersOf(servers),
    observedAt: snapshot.at,
    istioVersion: mesh.settings.istioVersion,
    open: admission.open,
    because: placedAll(admission.because),
    limits: placedAll([...exported(mesh, service), ...admission.limits]),
    callers: callers.slice(0, mostNeighbours).map(place),
    callees: callees.slice(0, mostNeighbours).map(place),
    omitted: {
      callers: Math.max(0, callers.length - mostNeighbours),
      callees: Math.max(0, callees.length - mostNeighbours),
    },
    gaps: [
      ...gapsOf(snapshot, []),
      ...unfollowed(mesh, [service.namespace]),
      ...blindSpots(snapshot, service, servers),
    ],
    assumptions: [...assumptionsOf(snapshot, [], mesh), ...assumed(admission.open)],
    stats: snapshot.stats,
  };
}

function ownersOf(servers: readonly Workload[]): readonly Ref[] {
  return [...new Map(servers.map(({ owner }) => [refKey(owner), owner])).values()].sort((a, b) =>
    compare(refText(a), refText(b)),
  );
}

function exported(mesh: Mesh, { ref, registry, exportTo, namespace }: RegistryService): readonly Evidence[] {
  const written = exportTo ?? [];
  const effective = written.length > 0 ? written : mesh.settings.serviceExportTo;
  if (effective.includes("*")) return [];
  const path = registry === "Kubernetes" ? 'metadata.annotations["networking.istio.io/exportTo"]' : "spec.exportTo";
  const seenBy = effective.map((name) => (name === "." ? namespace : name)).join(", ");
  return [
    field(ref, path, written, `visible from ${effective.includes("~") ? "nowhere" : `namespace ${seenBy} only`}`),
  ];
}

/** What callers or callees may be hidden by, said of this service. */
function blindSpots(snapshot: Snapshot, service: RegistryService, servers: readonly Workload[]): readonly Gap[] {
  const { addresses, calls } = seenPairs(snapshot).strangers(service.hostname);
  const logged = servers.filter((server) => isLogged(snapshot, server)).length;
  const inAmbient = servers.some(({ proxy }) => proxy.kind === "ambient");
  return [
    ...(calls === 0
      ? []
      : [
          {
            what: `callers at ${addresses} ${addresses === 1 ? "address" : "addresses"}`,
            why: `${calls} logged ${calls === 1 ? "call comes" : "calls come"} from where no pod that was read is`,
          },
        ]),
    ...(servers.length === 0 && !service.meshExternal
      ? [{ what: `whom ${service.ref.name} calls`, why: "no pod behind it was read" }]
      : []),
    ...(servers.length > 0 && logged === 0
      ? [
          {
            what: `calls of ${service.ref.name} in access logs`,
            why: "no proxy log of its pods was read",
            grant: inAmbient
              ? "kubectl logs -n istio-system of the ztunnels of their nodes, as logs/istio-system/POD/istio-proxy.log"
              : `kubectl logs -n ${service.namespace} POD -c istio-proxy, as logs/${service.namespace}/POD/istio-proxy.log`,
          },
        ]
      : []),
  ];
}

/** Whether the log of a pod's proxy was read; in ambient mode that is its node's ztunnel. */
function isLogged({ loggedPods, resources: { Pod = [] }, logs }: Snapshot, { ref, pod, proxy }: Workload): boolean {
  if (loggedPods.includes(podKey(ref))) return true;
  if (proxy.kind !== "ambient") return false;
  const tunnels = Pod.filter(
    ({ metadata, spec }) => metadata.labels.app === "ztunnel" && spec.nodeName === pod.spec.nodeName,
  );
  if (tunnels.some(({ metadata }) => loggedPods.includes(podKey(metadata)))) return true;
  return logs.some((entry) => entry.tunnel !== undefined && podKey(spokenFor(entry)) === podKey(ref));
}

function assumed(open: Who["open"]): readonly Assumption[] {
  return open === "everybody" || open === "identified"
    ? [{ what: "whoever is let in without being named is listed only if access logs show it calling" }]
    : [];
}
