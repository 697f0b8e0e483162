import { isIP } from "node:net";
import type { Question } from "../../model/question.ts";
import type { Service } from "../../model/resources/core.ts";
import type { ServiceEntry, WorkloadEntry } from "../../model/resources/routing.ts";
import type { Resources } from "../../model/snapshot.ts";
import { type Following, followHosts, type Growing, meets } from "./follow-hosts.ts";
import { gatewayNamespaces, isExposed } from "./gateway-namespaces.ts";
import { hostsAt } from "./hosts-at.ts";
import { policyNamespaces } from "./policy-namespaces.ts";
import type { Roll } from "./roll.ts";
import { servicesBefore } from "./services-before.ts";
import { shortHost } from "./short-host.ts";
import { isWanted } from "./wanted.ts";

/** The namespaces of which Pods, their owners and EndpointSlices are read. */
export type Interest = "all" | ReadonlySet<string>;

/** How far a question reaches. */
export interface Reach {
  /** Hosts that a request of the question may be sent to: of the cluster's own as `name.namespace`. */
  readonly hosts: ReadonlySet<string>;
  /** Namespaces that can matter to it. */
  readonly namespaces: ReadonlySet<string>;
  /** Services that a request may be sent to, and ServiceEntries. */
  readonly services: readonly Service[];
  readonly entries: readonly ServiceEntry[];
  /** Machines outside of Kubernetes that stand behind them, as far as they were read. */
  readonly machines: readonly WorkloadEntry[];
}

/**
 * Which namespaces can matter to a question. An address may be any pod's, and where the caller is nobody the whole
 * cluster is looked through for who may have been meant.
 */
export function interest(question: Question, roll: Roll, light: Resources): Interest {
  if (isAnyones(roll)) return "all";
  const reach = reached(question, roll, light);
  if (isAddressed(reach)) return "all";
  const selectors = reach.services.map(({ spec }) => spec.selector ?? {});
  const policies = policyNamespaces(
    light.AuthorizationPolicy ?? [],
    (wanted) => selectors.length === 0 || selectors.some((selector) => mayFit(wanted, selector)),
  );
  return new Set([...reach.namespaces, ...policies, ...(roll.from.isInternet ? exposedIn(light) : [])]);
}

/** Namespaces with Services that the outside can call: a gateway may stand behind them. */
function exposedIn({ Service = [] }: Resources): readonly string[] {
  return Service.filter(isExposed).map(({ metadata }) => metadata.namespace);
}

/** Whether an end may be anywhere. */
export function isAnyones(roll: Roll): boolean {
  return roll.from.isAddress || roll.to.isAddress || !isAnswered(roll);
}

/** Whether endpoints on the way are addresses that somebody wrote down: what answers there may be any pod. */
export function isAddressed({ services, entries, machines }: Omit<Reach, "hosts" | "namespaces">): boolean {
  return (
    services.some(hasNoSelector) ||
    entries.some((entry) => addressesIn(entry).length > 0) ||
    machines.some((machine) => addressOf(machine).length > 0)
  );
}

/** Whether endpoints of a Service are written down by somebody, instead of found by labels. */
export function hasNoSelector({ spec }: Service): boolean {
  return spec.externalName === undefined && Object.keys(spec.selector ?? {}).length === 0;
}

/** Addresses that a ServiceEntry lists for endpoints. */
export function addressesIn({ spec }: ServiceEntry): readonly string[] {
  return (spec.endpoints ?? []).flatMap(({ address }) =>
    address !== undefined && isIP(address) !== 0 ? [address] : [],
  );
}

/** The address of a machine; of some only a name is known. */
export function addressOf({ spec: { address } }: WorkloadEntry): readonly string[] {
  return address !== undefined && isIP(address) !== 0 ? [address] : [];
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
  const held = to.isAddress ? hostsAt(to.host, light) : { hosts: [], namespaces: [] };
  for (const name of held.namespaces) namespaces.add(name);
  const asked = [to.host, ...hostHeaders(question)].map((host) => shortHost(host));
  const hosts = [...asked, ...held.hosts, ...servicesBefore(roll, light).map(hostOf)];
  const following: Following = {
    isAsked: (namespace, name) => isWanted(to, namespace, name),
    isEdge: from.isInternet || hostHeaders(question).length > 0,
    isNamespace: (name) => roll.namespaces.has(name),
  };
  return reachFrom({ hosts: new Set(hosts), namespaces }, following, light);
}

/** What all Services and ServiceEntries of some namespaces lead to, whoever calls them. */
export function reachedIn(
  places: ReadonlySet<string>,
  { namespaces }: Pick<Roll, "namespaces">,
  light: Resources,
): Reach {
  const here = ({ metadata }: Service | ServiceEntry): boolean => places.has(metadata.namespace);
  const entries = (light.ServiceEntry ?? []).filter(here);
  const hosts = [
    ...(light.Service ?? []).filter(here).map(hostOf),
    ...entries.flatMap(({ metadata, spec }) => spec.hosts.map((host) => shortHost(host, metadata.namespace))),
  ];
  const following: Following = { isAsked: () => false, isEdge: true, isNamespace: (name) => namespaces.has(name) };
  return reachFrom({ hosts: new Set(hosts), namespaces: new Set(places) }, following, light);
}

function reachFrom(reach: Growing, following: Following, light: Resources): Reach {
  followHosts(reach, following, light);
  for (const name of waypointNamespaces(reach.namespaces, light)) reach.namespaces.add(name);
  const services = (light.Service ?? []).filter((service) => reach.hosts.has(hostOf(service)));
  const entries = (light.ServiceEntry ?? []).filter(({ metadata, spec }) =>
    spec.hosts.some((host) => meets(shortHost(host, metadata.namespace), following, reach)),
  );
  const selections = [
    ...services.map(({ metadata, spec }) => ({ namespace: metadata.namespace, labels: spec.selector ?? {} })),
    ...entries.map(({ metadata, spec }) => ({
      namespace: metadata.namespace,
      labels: spec.workloadSelector?.labels ?? {},
    })),
  ].filter(({ labels }) => Object.keys(labels).length > 0);
  const machines = (light.WorkloadEntry ?? []).filter(({ metadata, spec }) => {
    const own: Readonly<Record<string, string>> = { ...spec.labels, ...metadata.labels };
    return selections.some(
      ({ namespace, labels }) =>
        namespace === metadata.namespace && Object.entries(labels).every(([key, value]) => own[key] === value),
    );
  });
  return { ...reach, services, entries, machines };
}

function hostOf({ metadata: { name, namespace } }: Service): string {
  return `${name}.${namespace}`;
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

function withoutPort(host: string): string {
  return host.replace(/:\d+$/, "");
}

/** Whether labels that are known in part may be those that a selector asks for. */
function mayFit(selector: Readonly<Record<string, unknown>>, known: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(selector).every(([key, value]) => known[key] === undefined || known[key] === value);
}
