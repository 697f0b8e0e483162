import { isIP } from "node:net";
import { mirrorsOf } from "../../model/mirrors-of.ts";
import type { Question } from "../../model/question.ts";
import type { VirtualService } from "../../model/resources/routing.ts";
import type { Resources } from "../../model/snapshot.ts";
import type { Roll } from "./roll.ts";
import { isWanted, type Wanted } from "./wanted.ts";

/** The namespaces of which Pods, their owners and EndpointSlices are read. */
export type Interest = "all" | ReadonlySet<string>;

/** How far a question reaches. */
export interface Reach {
  /** Hosts that a request of the question may be sent to: names in full, short names as `name.namespace`. */
  readonly hosts: ReadonlySet<string>;
  /** Namespaces that can matter to it. */
  readonly namespaces: ReadonlySet<string>;
}

interface Growing {
  readonly hosts: Set<string>;
  readonly namespaces: Set<string>;
}

/**
 * Which namespaces can matter to a question. An address may be any pod's, and where the caller is nobody the whole
 * cluster is looked through for who may have been meant.
 */
export function interest(question: Question, roll: Roll, light: Resources): Interest {
  if (roll.from.isAddress || roll.to.isAddress || !isAnswered(roll)) return "all";
  return reached(question, roll, light).namespaces;
}

/** Whether the caller is anybody, as far as was heard. */
export function isAnswered({ from, answersFrom, namespaces }: Roll): boolean {
  if (from.isInternet || answersFrom.size > 0) return true;
  return from.isQualified && [...from.namespaces].some((name) => namespaces.has(name));
}

/**
 * The namespaces of the two ends, those that routes and aliases on the way lead to, and those of the control plane.
 * Rather too many than too few.
 */
export function reached(question: Question, roll: Roll, light: Resources): Reach {
  const { from, to } = roll;
  const namespaces = new Set([...roll.answersFrom, ...roll.answersTo, ...controlPlane(light)]);
  for (const name of [
    ...from.namespaces,
    ...to.namespaces,
    ...(question.namespace === undefined ? [] : [question.namespace]),
  ])
    if (roll.namespaces.has(name)) namespaces.add(name);
  if (from.isInternet) for (const name of gatewayNamespaces(roll, light)) namespaces.add(name);
  const reach: Growing = { hosts: new Set([to.host, ...hostHeaders(question)]), namespaces };
  follow(reach, question, roll, light);
  for (const name of waypointNamespaces(namespaces, light)) namespaces.add(name);
  return reach;
}

/** Where istiod and its configuration are. */
export function* controlPlane({ ConfigMap = [], MutatingWebhookConfiguration = [] }: Resources): Generator<string> {
  yield "istio-system";
  for (const { metadata, mesh } of ConfigMap) {
    yield metadata.namespace;
    if (mesh?.rootNamespace !== undefined) yield mesh.rootNamespace;
  }
  for (const { webhooks } of MutatingWebhookConfiguration)
    for (const { name, clientConfig } of webhooks)
      if (clientConfig?.service !== undefined && name.endsWith("istio.io")) yield clientConfig.service.namespace;
}

function hostHeaders({ headers }: Question): readonly string[] {
  return headers.filter(({ name }) => name === "host" || name === ":authority").map(({ value }) => withoutPort(value));
}

/** Namespaces with Pods that some Gateway may select. */
export function* gatewayNamespaces(
  { podLabels }: Pick<Roll, "podLabels">,
  { Gateway = [], KubernetesGateway = [] }: Resources,
): Generator<string> {
  const wanted = [
    ...Gateway.map(({ spec }) => Object.entries(spec.selector ?? {})),
    ...KubernetesGateway.map(({ metadata }) => [["gateway.networking.k8s.io/gateway-name", metadata.name] as const]),
  ];
  for (const [namespace, labels] of podLabels)
    if (wanted.some((pairs) => pairs.every(([key, value]) => labels.get(key)?.has(value)))) yield namespace;
}

/** Adds what hosts lead to until nothing new comes. */
function follow(reach: Growing, question: Question, roll: Roll, light: Resources): void {
  const routes = (light.VirtualService ?? []).map(routeOf);
  const taken = new Set<Route>();
  for (let size = -1; size !== reach.hosts.size + taken.size; ) {
    size = reach.hosts.size + taken.size;
    for (const route of routes) {
      if (taken.has(route) || !concerns(route, reach, question, roll, taken)) continue;
      taken.add(route);
      for (const host of route.destinations) reach.hosts.add(host);
    }
    followAliases(reach, roll, light);
  }
  for (const host of reach.hosts)
    for (const name of host.split(".").slice(1)) if (roll.namespaces.has(name)) reach.namespaces.add(name);
}

/** A VirtualService as far as it says where requests go. */
interface Route {
  readonly key: string;
  readonly hosts: readonly string[];
  readonly destinations: readonly string[];
  readonly delegates: readonly string[];
  readonly isForMesh: boolean;
}

function routeOf({ metadata, spec }: VirtualService): Route {
  const { namespace, name } = metadata;
  const http = spec.http ?? [];
  const targets = [
    ...http.flatMap((one) => [...(one.route ?? []).map(({ destination }) => destination), ...mirrorsOf(one)]),
    ...[...(spec.tls ?? []), ...(spec.tcp ?? [])].flatMap(({ route }) => route.map(({ destination }) => destination)),
  ];
  return {
    key: `${namespace}/${name}`,
    hosts: spec.hosts.map((host) => qualified(host, namespace)),
    destinations: targets.map(({ host }) => qualified(host, namespace)),
    delegates: http.flatMap(({ delegate }) =>
      delegate === undefined ? [] : [`${delegate.namespace ?? namespace}/${delegate.name ?? ""}`],
    ),
    isForMesh: spec.gateways === undefined || spec.gateways.length === 0 || spec.gateways.includes("mesh"),
  };
}

function concerns(
  { key, hosts, destinations, delegates, isForMesh }: Route,
  reach: Reach,
  question: Question,
  { from, to }: Roll,
  taken: ReadonlySet<Route>,
): boolean {
  const isEdge = from.isInternet || hostHeaders(question).length > 0;
  if (hosts.some((host) => (host === "*" && !isForMesh && !isEdge ? false : meets(host, to, reach)))) return true;
  if (destinations.some((host) => meets(host, to, reach))) return true;
  for (const other of taken) if (other.delegates.includes(key) || delegates.includes(other.key)) return true;
  return false;
}

/** Whether a host is, or may stand for, one that requests are sent to. */
function meets(host: string, to: Wanted, { hosts }: Reach): boolean {
  if (hosts.has(host)) return true;
  const [name = "", namespace = ""] = host.split(".");
  if (isWanted(to, namespace, name)) return true;
  if (!host.startsWith("*")) return false;
  const suffix = host.slice(1);
  return [...hosts].some((other) => other.endsWith(suffix)) || /^(?:\.[^.]+)?(?:\.svc\.cluster\.local)?$/.test(suffix);
}

/** ExternalName services and ServiceEntries lead on to other hosts, or to workloads beside them. */
function followAliases(reach: Growing, { to }: Roll, { Service = [], ServiceEntry = [] }: Resources): void {
  for (const { metadata, spec } of Service) {
    if (spec.externalName === undefined) continue;
    const { name, namespace } = metadata;
    if (
      isWanted(to, namespace, name) ||
      [...reach.hosts].some((host) => host === `${name}.${namespace}` || host.startsWith(`${name}.${namespace}.`))
    )
      reach.hosts.add(spec.externalName);
  }
  for (const { metadata, spec } of ServiceEntry) {
    if (!spec.hosts.some((host) => meets(host, to, reach))) continue;
    reach.namespaces.add(metadata.namespace);
    for (const { address } of spec.endpoints ?? [])
      if (address !== undefined && isIP(address) === 0) reach.hosts.add(address);
  }
}

function* waypointNamespaces(
  namespaces: ReadonlySet<string>,
  { Namespace = [], Service = [] }: Resources,
): Generator<string> {
  const label = "istio.io/use-waypoint-namespace";
  for (const { metadata } of [...Namespace, ...Service]) {
    const named = metadata.labels[label];
    if (named !== undefined && namespaces.has(metadata.namespace === "" ? metadata.name : metadata.namespace))
      yield named;
  }
}

/** A short name is one of the object's own namespace. */
function qualified(host: string, namespace: string): string {
  return host.includes(".") || host.startsWith("*") ? host : `${host}.${namespace}`;
}

function withoutPort(host: string): string {
  return host.replace(/:\d+$/, "");
}
