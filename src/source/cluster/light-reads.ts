import type { Kind } from "../../model/resource-kinds.ts";
import type { Service } from "../../model/resources/core.ts";
import type { ServiceEntry } from "../../model/resources/routing.ts";
import type { Resources } from "../../model/snapshot.ts";
import type { Read } from "./read.ts";
import { configurationReads } from "./revisions.ts";

/** What is read of every cluster before anything is known of it. */
export const firstReads: readonly Read[] = [
  { kind: "Namespace" },
  { kind: "Service" },
  { kind: "MutatingWebhookConfiguration" },
];

/**
 * Kinds of which one object, wherever it stands, may bear on a pair: by exportTo, by a host, by a selector that would
 * fit in another namespace.
 */
const everywhere: readonly Kind[] = [
  "VirtualService",
  "DestinationRule",
  "Gateway",
  "ServiceEntry",
  "Sidecar",
  "EnvoyFilter",
  "WasmPlugin",
  "PeerAuthentication",
  "RequestAuthentication",
  "AuthorizationPolicy",
  "NetworkPolicy",
  "Ingress",
  "KubernetesGateway",
  "HTTPRoute",
  "GRPCRoute",
];

/** Routes that lead callers in whom only questions about many pairs look for. */
const ofCallers: readonly Kind[] = ["TLSRoute", "TCPRoute"];

/**
 * What is read of the whole mesh; its size is that of its configuration, not that of its workloads.
 * @param light what was read so far: it tells where istiod is, and which revisions there are
 */
export function meshReads(light: Resources, isOfManyPairs: boolean): readonly Read[] {
  const kinds = [...everywhere, ...(isOfManyPairs ? ofCallers : [])];
  return [...kinds.map((kind) => ({ kind })), ...configurationReads(light)];
}

/** Machines outside of Kubernetes. */
export const machines: Kind = "WorkloadEntry";

/**
 * Machines outside of Kubernetes: all where a ServiceEntry selects any, else those that may stand behind these Services
 * beside their pods.
 */
export function entryReads(entries: readonly ServiceEntry[], services: readonly Service[]): readonly Read[] {
  if (entries.some(({ spec }) => spec.workloadSelector !== undefined)) return [{ kind: machines }];
  const selecting = services.filter(({ spec }) => Object.keys(spec.selector ?? {}).length > 0);
  const namespaces = new Set(selecting.map(({ metadata }) => metadata.namespace));
  return [...namespaces].map((namespace) => ({ kind: machines, namespace }));
}
