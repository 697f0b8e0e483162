import type { Spot } from "../../model/cause.ts";
import type { LogEntry } from "../../model/log-entry.ts";
import { clusterParts, resetReason } from "../../model/log-line.ts";
import type { Mesh } from "../../model/mesh.ts";
import type { ObservedCall } from "../../model/observation.ts";
import type { Pair } from "../../model/pair.ts";
import type { Ref } from "../../model/ref.ts";
import { type HopKind, type Trace, visits } from "../../model/trace.ts";

/**
 * The field that a failure's shape points at, where the objects on the path bear it out: a timeout that is set, a pool
 * that is limited, a target port that no container declares. `undefined`: nothing on the path stands out.
 * Source: istio-semantics §15.4, §18.12.
 */
export function suspectOf(calls: readonly ObservedCall[], trace: Trace, mesh: Mesh, pair: Pair): Spot | undefined {
  const [call] = calls;
  const line = call?.answeredBy === "server-proxy" ? call.server : call?.client;
  if (line === undefined) return undefined;
  if (line.flags.includes("UT")) return timeoutOf(line, trace, mesh);
  if (line.flags.includes("UO")) return blockOf("connectionPool", trace, mesh);
  if (line.flags.includes("UH")) return blockOf("outlierDetection", trace, mesh);
  if (isConnectionRefused(line)) return targetPortOf(line, mesh, pair);
  if (line.flags.includes("UF") && resetReason(line.details)?.reason === "connection_timeout")
    return connectTimeoutOf(trace, mesh);
  return undefined;
}

/** The route's `timeout`, or the one of each try. */
function timeoutOf({ details }: LogEntry, trace: Trace, mesh: Mesh): Spot | undefined {
  const spot = evidenceOf(trace, "route", "VirtualService");
  const index = /^spec\.http\[(\d+)\]/.exec(spot?.path ?? "")?.[1];
  if (spot === undefined || index === undefined) return undefined;
  const entry = mesh.home(spot.ref).get("VirtualService", spot.ref.namespace, spot.ref.name)?.spec.http?.[
    Number(index)
  ];
  const at = `spec.http[${index}]`;
  if (details === "upstream_per_try_timeout" && entry?.retries?.perTryTimeout !== undefined)
    return { ref: spot.ref, path: `${at}.retries.perTryTimeout` };
  return entry?.timeout === undefined ? undefined : { ref: spot.ref, path: `${at}.timeout` };
}

/** Where the DestinationRule on the path sets a block: for the subset, the port, or all. */
function blockOf(block: "connectionPool" | "outlierDetection", trace: Trace, mesh: Mesh): Spot | undefined {
  const spot = evidenceOf(trace, "cluster", "DestinationRule");
  const rule =
    spot === undefined ? undefined : mesh.home(spot.ref).get("DestinationRule", spot.ref.namespace, spot.ref.name);
  if (spot === undefined || rule === undefined) return undefined;
  const subset = (rule.spec.subsets ?? []).findIndex(({ trafficPolicy }) => trafficPolicy?.[block] !== undefined);
  const port = (rule.spec.trafficPolicy?.portLevelSettings ?? []).findIndex(
    (settings) => settings[block] !== undefined,
  );
  if (rule.spec.trafficPolicy?.[block] !== undefined) return { ref: spot.ref, path: `spec.trafficPolicy.${block}` };
  if (port >= 0) return { ref: spot.ref, path: `spec.trafficPolicy.portLevelSettings[${port}].${block}` };
  return subset >= 0 ? { ref: spot.ref, path: `spec.subsets[${subset}].trafficPolicy.${block}` } : undefined;
}

function connectTimeoutOf(trace: Trace, mesh: Mesh): Spot | undefined {
  const spot = blockOf("connectionPool", trace, mesh);
  const rule =
    spot === undefined ? undefined : mesh.home(spot.ref).get("DestinationRule", spot.ref.namespace, spot.ref.name);
  return spot !== undefined &&
    rule?.spec.trafficPolicy?.connectionPool?.tcp?.connectTimeout !== undefined &&
    spot.path === "spec.trafficPolicy.connectionPool"
    ? { ref: spot.ref, path: `${spot.path}.tcp.connectTimeout` }
    : undefined;
}

function isConnectionRefused({ flags, details, transportFailure }: LogEntry): boolean {
  return (
    flags.includes("UF") &&
    /Connection_refused|Connection refused|delayed_connect_error:_111/.test(
      `${details ?? ""} ${transportFailure ?? ""}`,
    )
  );
}

/** Nothing listens on the target port, and no container declares it although they declare others. */
function targetPortOf({ upstreamCluster, upstreamHost }: LogEntry, mesh: Mesh, pair: Pair): Spot | undefined {
  const cluster = clusterParts(upstreamCluster);
  const target =
    cluster?.direction === "inbound" ? cluster.port : Number(upstreamHost?.slice(upstreamHost.lastIndexOf(":") + 1));
  for (const service of pair.services) {
    const port = service.ports.find(
      ({ targetPort, number }) =>
        targetPort === target || (cluster?.direction === "outbound" && number === cluster.port),
    );
    if (port === undefined || service.registry !== "Kubernetes") continue;
    const declared = declaredPorts(mesh, service.ref);
    if (declared.length > 0 && !declared.includes(target)) return { ref: service.ref, path: `${port.path}.targetPort` };
  }
  return undefined;
}

/** The ports that the containers behind a Service declare, the proxy's own left out. */
function declaredPorts({ home }: Mesh, ref: Ref): readonly number[] {
  const { namespace, name } = ref;
  const mesh = home(ref);
  const selector = mesh.get("Service", namespace, name)?.spec.selector ?? {};
  const pods = mesh
    .list("Pod", namespace)
    .filter(({ metadata }) => Object.entries(selector).every(([key, value]) => metadata.labels[key] === value));
  return pods.flatMap(({ spec }) =>
    spec.containers
      .filter(({ name: container }) => container !== "istio-proxy")
      .flatMap(({ ports = [] }) => ports.map(({ containerPort }) => containerPort)),
  );
}

/** The first field of an object of this kind that a station's decision rested on. */
function evidenceOf(trace: Trace, station: HopKind, kind: string): Spot | undefined {
  for (const { hop } of visits(trace, station)) {
    const found = hop.because.find((one) => one.kind === "field" && one.ref.kind === kind);
    if (found?.kind === "field") return { ref: found.ref, path: found.path };
  }
  return undefined;
}
