import { isIP } from "node:net";
import { mirrorsOf } from "../../model/mirrors-of.ts";
import type { VirtualService } from "../../model/resources/virtual-service.ts";
import type { Resources } from "../../model/snapshot.ts";
import { shortHost } from "./short-host.ts";

/** What following routes adds to. */
export interface Growing {
  /** Hosts that a request may be sent to: of the cluster's own as `name.namespace`. */
  readonly hosts: Set<string>;
  readonly namespaces: Set<string>;
}

/** What is followed. */
export interface Following {
  /** Whether an object of this name may be what requests are for. */
  isAsked(namespace: string, name: string): boolean;
  /** Whether requests come in by a gateway, or name a host of their own. */
  readonly isEdge: boolean;
  /** Whether there is such a namespace. */
  isNamespace(name: string): boolean;
}

/** Adds what hosts lead to, by routes and aliases, until nothing new comes; then the namespaces of all of them. */
export function followHosts(reach: Growing, following: Following, light: Resources): void {
  const routes = (light.VirtualService ?? []).map(routeOf);
  const taken = new Set<Route>();
  for (let size = -1; size !== reach.hosts.size + taken.size; ) {
    size = reach.hosts.size + taken.size;
    for (const route of routes) {
      if (taken.has(route) || !concerns(route, reach, following, taken)) continue;
      taken.add(route);
      for (const host of route.destinations) reach.hosts.add(host);
    }
    followAliases(reach, following, light);
  }
  for (const host of reach.hosts)
    for (const name of host.split(".").slice(1)) if (following.isNamespace(name)) reach.namespaces.add(name);
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
    hosts: spec.hosts.map((host) => shortHost(host, namespace)),
    destinations: targets.map(({ host }) => shortHost(host, namespace)),
    delegates: http.flatMap(({ delegate }) =>
      delegate === undefined ? [] : [`${delegate.namespace ?? namespace}/${delegate.name ?? ""}`],
    ),
    isForMesh: spec.gateways === undefined || spec.gateways.length === 0 || spec.gateways.includes("mesh"),
  };
}

function concerns(
  { key, hosts, destinations, delegates, isForMesh }: Route,
  reach: Growing,
  following: Following,
  taken: ReadonlySet<Route>,
): boolean {
  if (hosts.some((host) => (host === "*" && !isForMesh && !following.isEdge ? false : meets(host, following, reach))))
    return true;
  if (destinations.some((host) => meets(host, following, reach))) return true;
  for (const other of taken) if (other.delegates.includes(key) || delegates.includes(other.key)) return true;
  return false;
}

/** Whether a host is, or may stand for, one that requests are sent to. */
export function meets(
  host: string,
  { isAsked }: Pick<Following, "isAsked">,
  { hosts }: Pick<Growing, "hosts">,
): boolean {
  if (hosts.has(host)) return true;
  const [name = "", namespace = ""] = host.split(".");
  if (isAsked(namespace, name)) return true;
  if (!host.startsWith("*")) return false;
  const suffix = host.slice(1);
  return [...hosts].some((other) => other.endsWith(suffix)) || /^\.svc(?:\..+)?$/.test(suffix);
}

/** ExternalName services and ServiceEntries lead on to other hosts, or to workloads beside them. */
function followAliases(reach: Growing, following: Following, { Service = [], ServiceEntry = [] }: Resources): void {
  for (const { metadata, spec } of Service) {
    if (spec.externalName === undefined) continue;
    const { name, namespace } = metadata;
    if (following.isAsked(namespace, name) || reach.hosts.has(`${name}.${namespace}`))
      reach.hosts.add(shortHost(spec.externalName));
  }
  for (const { metadata, spec } of ServiceEntry) {
    if (!spec.hosts.some((host) => meets(shortHost(host, metadata.namespace), following, reach))) continue;
    reach.namespaces.add(metadata.namespace);
    for (const { address } of spec.endpoints ?? [])
      if (address !== undefined && isIP(address) === 0) reach.hosts.add(shortHost(address));
  }
}
