import { destinationRuleFor } from "../../mesh/destination-rules.ts";
import { refOf } from "../../mesh/ref-of.ts";
import { portOf, servicesNamed } from "../../mesh/registry.ts";
import { sidecarOwner } from "../../mesh/sidecar-owner.ts";
import { sidecarScope } from "../../mesh/sidecar-scope.ts";
import { virtualServicesFor } from "../../mesh/virtual-services.ts";
import { askedService } from "../../model/asked-service.ts";
import type { Mesh } from "../../model/mesh.ts";
import type { Pair } from "../../model/pair.ts";
import type { DifferenceFacts } from "../../model/proxy-facts.ts";
import type { HeldCluster, HeldConfig, HeldRoutes } from "../../model/proxy-state.ts";
import { type Ref, refKey } from "../../model/ref.ts";
import type { VirtualService } from "../../model/resources/virtual-service.ts";
import { isHttp, type RegistryService } from "../../model/service.ts";
import { endings, endingsOf, type HopCluster, type Trace, visits } from "../../model/trace.ts";
import type { ProxyView, Workload } from "../../model/workload.ts";
import { missingHost } from "../../simulate/as-held.ts";
import { isOfRevision } from "./of-revision.ts";
import { routeClusters } from "./route-clusters.ts";

/** What was compared: how much of it agrees, and what does not. */
export interface Compared {
  readonly agreed: number;
  readonly differences: readonly DifferenceFacts[];
}

/**
 * What a caller's proxy needs for these requests, held against what it has: clusters, the DestinationRules that they
 * were made by, the VirtualServices that its routes were made by. Only hosts that it was asked for are compared.
 *
 * What istiod writes into a proxy's configuration: of merged DestinationRules the oldest alone (any of them is taken
 * for agreement: destination_rule.go `mergeDestinationRule`, util.go `AddConfigInfoMetadata`); of a VirtualService with
 * delegates the root (virtualservice.go `MergeHTTPRoutes`, route.go `TranslateRoute`); nothing on a
 * service's default route. What it makes of the Gateway API by itself has names that no object has, and is not compared.
 *
 * @param traces of requests that this very pod makes, by the model
 */
export function callerDifferences(
  mesh: Mesh,
  pair: Pair,
  workload: Workload,
  traces: readonly Trace[],
  held: HeldConfig,
): Compared {
  const asked = new Set(held.hosts.map((host) => host.toLowerCase()));
  const routed = workload.proxy.kind === "sidecar" ? routing(mesh, pair, workload, traces, held, asked) : [];
  const agrees = routed.length > 0 && routed.every((one) => one === "agrees");
  const found = [...clusters(mesh, workload, traces, { held, asked, routesAgree: agrees }), ...routed];
  return {
    agreed: found.filter((one) => one === "agrees").length,
    differences: found.filter((one) => one !== "agrees"),
  };
}

type Outcome = DifferenceFacts | "agrees";

interface Held {
  readonly held: HeldConfig;
  /** Hosts that it was asked for. */
  readonly asked: ReadonlySet<string>;
  /** Its routes lead where the model says. */
  readonly routesAgree: boolean;
}

function clusters(
  mesh: Mesh,
  workload: Workload,
  traces: readonly Trace[],
  { held, asked, routesAgree }: Held,
): Outcome[] {
  if (held.clusters === undefined) return [];
  const byName = new Map(held.clusters.map((cluster) => [cluster.name.toLowerCase(), cluster]));
  const wanted = new Map(
    traces
      .flatMap((trace) => visits(trace, "cluster"))
      .flatMap(({ hop: { cluster } }) => (cluster === undefined ? [] : [[cluster.name, cluster] as const])),
  );
  const present = [...wanted.values()]
    .filter(({ host }) => asked.has(host.toLowerCase()))
    .flatMap((cluster) => ofCluster(mesh, cluster, byName.get(cluster.name.toLowerCase()), held, routesAgree));
  return [
    ...present,
    ...unexpected(traces, held.clusters, asked),
    ...undeclared(mesh, workload, traces, held.clusters, asked),
  ];
}

function ofCluster(
  mesh: Mesh,
  wanted: HopCluster,
  found: HeldCluster | undefined,
  held: HeldConfig,
  routesAgree: boolean,
): Outcome[] {
  if (found === undefined) {
    return [{ kind: "cluster", cluster: wanted.name, routed: isRouted(wanted.name, held, routesAgree) }];
  }
  return ["agrees", ...ruleOf(mesh, wanted, found)];
}

/**
 * Whether requests certainly go there: its routes name it, and lead where the model says; else they must name nothing
 * but clusters that are missing.
 */
function isRouted(name: string, { routes = [], clusters = [] }: HeldConfig, routesAgree: boolean): boolean {
  const naming = routes.filter((row) => row.clusters.includes(name));
  const present = new Set(clusters.map((cluster) => cluster.name));
  return naming.length > 0 && (routesAgree || naming.every((row) => !row.clusters.some((other) => present.has(other))));
}

function ruleOf(mesh: Mesh, { name, host, rules }: HopCluster, { destinationRule }: HeldCluster): Outcome[] {
  const held = destinationRule && refOfRule(destinationRule);
  if (held !== undefined && isMade(held)) return [];
  if ([...rules, ...(held === undefined ? [] : [held])].some((ref) => isOfRevision(mesh, ref))) return [];
  if (held === undefined ? rules.length === 0 : rules.some((rule) => refKey(rule) === refKey(held))) return ["agrees"];
  return [{ kind: "destination-rule", cluster: name, host, expected: rules, held }];
}

/** Clusters that the model says are missing, and are there. */
function unexpected(traces: readonly Trace[], held: readonly HeldCluster[], asked: ReadonlySet<string>): Outcome[] {
  const missing = new Map<string, Outcome>();
  for (const { end } of traces.flatMap((trace) => endings(trace))) {
    const host = missingHost(end);
    if (host === undefined || !asked.has(host.toLowerCase())) continue;
    const subset = end.cause?.code === "subset-undeclared" ? end.cause.subset : undefined;
    const port = end.cause?.code === "port-unknown" ? String(end.cause.port) : undefined;
    const found = held.find(({ name }) => {
      const [direction, ofPort, ofSubset, ofHost] = name.split("|");
      return (
        direction === "outbound" &&
        ofHost === host &&
        (subset === undefined || ofSubset === subset) &&
        (port === undefined || ofPort === port)
      );
    });
    if (found !== undefined) missing.set(found.name, { kind: "extra-cluster", cluster: found.name, host });
  }
  return [...missing.values()];
}

/** Where a DestinationRule lacks a subset: whether the proxy has the host's other clusters of that same rule. */
function undeclared(
  mesh: Mesh,
  { namespace, labels, proxy }: Workload,
  traces: readonly Trace[],
  held: readonly HeldCluster[],
  asked: ReadonlySet<string>,
): Outcome[] {
  const hosts = traces
    .flatMap((trace) => endingsOf(trace, "subset-undeclared"))
    .map(({ cause }) => cause.host)
    .filter((host) => asked.has(host.toLowerCase()));
  return [...new Set(hosts)].flatMap((host) => {
    const found = held.find(({ name }) => name.startsWith("outbound|") && name.endsWith(`||${host}`));
    const [service] = servicesNamed(mesh, host);
    if (found === undefined || service === undefined) return [];
    const { rule } = destinationRuleFor(mesh, { kind: proxy.kind, namespace, labels }, service);
    return ruleOf(mesh, { name: found.name, host, rules: rule?.from ?? [] }, found);
  });
}

/** The virtual host of each service that is called, on each port that requests for it dial. */
function routing(
  mesh: Mesh,
  pair: Pair,
  workload: Workload,
  traces: readonly Trace[],
  held: HeldConfig,
  asked: ReadonlySet<string>,
): Outcome[] {
  return pair.services.flatMap((service) => {
    // A request that may be for any of several is none by which one's routes could be judged.
    const own = traces.filter(({ flow }) => flow.anyOf === undefined && askedService(pair, flow) === service);
    return routingOf(mesh, service, workload, own, held, asked);
  });
}

function routingOf(
  mesh: Mesh,
  service: RegistryService,
  workload: Workload,
  traces: readonly Trace[],
  held: HeldConfig,
  asked: ReadonlySet<string>,
): Outcome[] {
  if (held.routes === undefined || !asked.has(service.hostname.toLowerCase())) return [];
  // An alias has the virtual host of whatever it stands for (httproute.go `buildSidecarVirtualHost`).
  if (service.aliasOf !== undefined) return [];
  const view: ProxyView = { kind: "sidecar", namespace: workload.namespace, labels: workload.labels };
  const namespaces = [view.namespace, service.namespace, mesh.settings.rootNamespace];
  if (namespaces.some((namespace) => mesh.gap("VirtualService", namespace) !== undefined)) return [];
  const scope = sidecarScope(mesh, view);
  const ports = new Set(traces.filter(isPlain).map(({ flow }) => flow.port));
  return [...ports].flatMap((port) => {
    const rows = rowsOf(held.routes ?? [], service, port);
    if (rows.length === 0) return [];
    const { inForce } = virtualServicesFor(mesh, view, service.hostname, "mesh", { scope, port });
    const owner = sidecarOwner(mesh, inForce, { view, port, gateway: "mesh" }).service;
    const made = madeBy(mesh, service, owner && refOf(owner), rows);
    if (!made.includes("agrees")) return made;
    const own = traces.filter((trace) => isPlain(trace) && trace.flow.port === port);
    return [...made, ...leadingTo(mesh, service, { owner, port, rows, traces: own })];
  });
}

interface RoutesOfHost {
  readonly owner: VirtualService | undefined;
  readonly port: number;
  readonly rows: readonly HeldRoutes[];
  readonly traces: readonly Trace[];
}

/** Whether the routes of a host lead where the model says: to each cluster that requests go to, and to no stranger. */
function leadingTo(mesh: Mesh, { hostname }: RegistryService, at: RoutesOfHost): Outcome[] {
  const { owner, port, rows, traces } = at;
  const possible = owner === undefined ? new Set([`outbound|${port}||${hostname}`]) : routeClusters(mesh, owner, port);
  if (possible === undefined) return [];
  const held = new Set(rows.flatMap(({ clusters }) => clusters).filter((name) => name.startsWith("outbound|")));
  const wanted = new Set(
    traces.flatMap((trace) => visits(trace, "cluster")).flatMap(({ hop: { cluster } }) => cluster?.name ?? []),
  );
  const missing = [...wanted].filter((name) => possible.has(name) && !held.has(name));
  const extra = [...held].filter((name) => !possible.has(name));
  if (missing.length === 0 && extra.length === 0) return ["agrees"];
  return [{ kind: "routes", host: hostname, by: owner && refOf(owner), missing, extra }];
}

/** A Host header of its own may lead to another virtual host. */
function isPlain({ flow: { scheme, headers } }: Trace): boolean {
  const isHttpFlow = scheme === "http" || scheme === "grpc";
  return isHttpFlow && !headers.some(({ name }) => ["host", ":authority"].includes(name.toLowerCase()));
}

/**
 * Its virtual hosts in the route table of the port; of a port whose protocol is sniffed, the table may be its own.
 * Source: pilot/pkg/networking/core/listener.go `buildSidecarOutboundHTTPListenerOpts` (`rdsName`).
 */
function rowsOf(routes: readonly HeldRoutes[], service: RegistryService, port: number): readonly HeldRoutes[] {
  const protocol = portOf(service, port)?.protocol;
  if (protocol === undefined) return [];
  const shared = isHttp(protocol) || protocol === "Auto" ? [String(port)] : [];
  const tables = protocol === "Auto" ? [...shared, `${service.hostname}:${port}`] : shared;
  return routes.filter(({ table, host }) => tables.includes(table) && host === service.hostname);
}

function madeBy(
  mesh: Mesh,
  { hostname }: RegistryService,
  expected: Ref | undefined,
  rows: readonly HeldRoutes[],
): Outcome[] {
  const held = uniqueRefs(rows.flatMap(({ virtualServices }) => virtualServices).map(refOfRouting));
  if (held.some((ref) => isMade(ref))) return [];
  if ([...held, ...(expected === undefined ? [] : [expected])].some((ref) => isOfRevision(mesh, ref))) return [];
  const agrees = held.some((ref) => expected !== undefined && refKey(ref) === refKey(expected));
  if (expected === undefined ? held.length === 0 : agrees && held.length === 1) return ["agrees"];
  // A sidecar takes a host's routes from one VirtualService; what stands beside the right one is not understood.
  return agrees ? [] : [{ kind: "virtual-service", host: hostname, expected, held }];
}

function uniqueRefs(refs: readonly Ref[]): readonly Ref[] {
  return [...new Map(refs.map((ref) => [refKey(ref), ref])).values()];
}

/**
 * istiod made it of another object. Source: pilot/pkg/config/kube/gateway (`~istio-autogenerated-k8s-gateway`); no
 * object of Kubernetes can have a tilde in its name.
 */
function isMade({ name }: Ref): boolean {
  return name.includes("~") || name.includes("istio-autogenerated");
}

function refOfRule({ namespace, name }: { readonly namespace: string; readonly name: string }): Ref {
  return { apiVersion: "networking.istio.io/v1", kind: "DestinationRule", namespace, name };
}

function refOfRouting({ namespace, name }: { readonly namespace: string; readonly name: string }): Ref {
  return { apiVersion: "networking.istio.io/v1", kind: "VirtualService", namespace, name };
}
