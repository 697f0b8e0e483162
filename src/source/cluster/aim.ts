import type { Question } from "../../model/question.ts";
import type { AnyResource, Kind } from "../../model/resource-kinds.ts";
import { isScope, type Scope } from "../../model/scope.ts";
import type { Resources } from "../../model/snapshot.ts";
import { gatewayNamespaces } from "../interest/gateway-namespaces.ts";
import { controlPlane, isAnswered, type Reach, reached } from "../interest/interest.ts";
import { lookAbout } from "../interest/look-about.ts";
import { type Roll, type RollCall, rollFor } from "../interest/roll.ts";
import type { Wanted } from "../interest/wanted.ts";
import { limits } from "./limits.ts";

/** What is after something in a cluster: where to look for it, as far as is known by now. */
export interface Aim {
  /** Hears of what was read, before it is asked anything about it; what was heard before is passed over. */
  hear(resources: Resources): void;
  /** The two ends of a question; none of a scope, which is about many pairs. */
  readonly ends: readonly Wanted[];
  readonly isFromInternet: boolean;
  /** Whether the caller is anybody, as far as was heard. */
  isAnswered(): boolean;
  /** The namespaces that matter. Never fewer than before. */
  places(light: Resources): ReadonlySet<string>;
  /** Of these, those that only matter for what istiod and gateways are there. */
  isOnlyControlPlane(namespace: string, light: Resources): boolean;
  /** Of a scope: whether it is about what runs in a namespace. */
  isSubject(namespace: string): boolean;
  /** What requests may be sent to, as far as is known by now. */
  reaches(light: Resources): Pick<Reach, "hosts" | "services" | "entries" | "machines">;
}

/** The aim of a question, or of a scope. */
export function aimOf(asked: Question | Scope): Aim {
  return isScope(asked) ? aimAbout(asked) : aimAt(asked);
}

function aimAt(question: Question): Aim {
  const roll = rollFor(question);
  const { from, to } = roll;
  const isEnd = (namespace: string): boolean =>
    roll.answersFrom.has(namespace) ||
    roll.answersTo.has(namespace) ||
    from.namespaces.has(namespace) ||
    to.namespaces.has(namespace) ||
    namespace === question.namespace;
  const reach = remembered((light) => reached(question, roll, light));
  return {
    hear: hearing(roll, from.isInternet),
    ends: [from, to],
    isFromInternet: from.isInternet,
    isAnswered: () => from.isAddress || isAnswered(roll),
    places: (light) => reach(light).namespaces,
    isOnlyControlPlane: (namespace, light) =>
      !isEnd(namespace) &&
      isCentral(namespace, light) &&
      !isReached(namespace, reach(light)) &&
      !(from.isInternet && isEdge(namespace, roll, light)),
    isSubject: () => false,
    reaches: reach,
  };
}

function aimAbout(scope: Scope): Aim {
  const look = lookAbout(scope);
  const reaches = remembered((light) => {
    const all = look.reaches(light);
    return {
      hosts: new Set(all.flatMap(({ hosts }) => [...hosts])),
      services: [...new Set(all.flatMap(({ services }) => services))],
      entries: [...new Set(all.flatMap(({ entries }) => entries))],
      machines: [...new Set(all.flatMap(({ machines }) => machines))],
    };
  });
  return {
    hear: hearing(look.roll, true),
    ends: [],
    isFromInternet: true,
    isAnswered: () => true,
    places: (light) => {
      const places = look.within(light);
      return places === "all" ? namespacesOf(light) : places;
    },
    isOnlyControlPlane: (namespace, light) =>
      !look.isOfInterest(namespace) && isCentral(namespace, light) && !isReached(namespace, reaches(light)),
    isSubject: (namespace) => look.isOfInterest(namespace),
    reaches,
  };
}

/** Does not work out again what it was asked last. */
function remembered<T>(find: (light: Resources) => T): (light: Resources) => T {
  let last: { readonly light: Resources; readonly found: T } | undefined;
  return (light) => {
    if (last?.light !== light) last = { light, found: find(light) };
    return last.found;
  };
}

/** Every namespace, as many as are read of one cluster. */
function namespacesOf({ Namespace = [] }: Resources): ReadonlySet<string> {
  return new Set(Namespace.slice(0, limits.namespaces).map(({ metadata }) => metadata.name));
}

/** Tells a roll of all that is new. */
function hearing(roll: RollCall, wantsLabels: boolean): Aim["hear"] {
  const heard = new Set<AnyResource>();
  return (resources) => {
    for (const [kind, list] of Object.entries(resources) as [Kind, readonly AnyResource[]][])
      for (const resource of list) {
        if (heard.has(resource)) continue;
        heard.add(resource);
        const { namespace, name, labels } = resource.metadata;
        const { serviceAccount, addresses } = ofPod(resource);
        roll.note({ kind, namespace, name, labels, serviceAccount, addresses });
      }
    // A gateway's Service says which labels its pods have, and is read before they are.
    if (wantsLabels)
      for (const { metadata, spec } of resources.Service ?? [])
        roll.note({
          kind: "Pod",
          namespace: metadata.namespace,
          name: "",
          labels: spec.selector ?? {},
          serviceAccount: "",
        });
  };
}

function ofPod(resource: AnyResource): { readonly serviceAccount: string; readonly addresses: readonly string[] } {
  if (resource.kind !== "Pod") return { serviceAccount: "", addresses: [] };
  const { spec, status } = resource;
  // Those on the host's network have the node's.
  const own = spec.hostNetwork === true ? [] : [status.podIP, ...(status.podIPs ?? []).map(({ ip }) => ip)];
  return { serviceAccount: spec.serviceAccountName ?? "default", addresses: own.flatMap((ip) => ip ?? []) };
}

function isCentral(namespace: string, light: Resources): boolean {
  return [...controlPlane(light)].includes(namespace);
}

/** Whether something in a namespace is sent requests. */
function isReached(namespace: string, { services, entries }: Pick<Reach, "services" | "entries">): boolean {
  return [...services, ...entries].some(({ metadata }) => metadata.namespace === namespace);
}

function isEdge(namespace: string, roll: Roll, light: Resources): boolean {
  return [...gatewayNamespaces(roll, light)].includes(namespace);
}
