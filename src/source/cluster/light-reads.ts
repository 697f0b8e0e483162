import type { Kind } from "../../model/resource-kinds.ts";
import type { MutatingWebhookConfiguration } from "../../model/resources/networking.ts";
import type { ServiceEntry } from "../../model/resources/routing.ts";
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

/** What is read of the whole mesh; its size is that of its configuration, not that of its workloads. */
export function meshReads(webhooks: readonly MutatingWebhookConfiguration[], isOfManyPairs: boolean): readonly Read[] {
  const kinds = [...everywhere, ...(isOfManyPairs ? ofCallers : [])];
  return [...kinds.map((kind) => ({ kind })), ...configurationReads({ MutatingWebhookConfiguration: webhooks })];
}

/** Machines outside of Kubernetes. */
export const machines: Kind = "WorkloadEntry";

/** Machines outside of Kubernetes, where a ServiceEntry selects any. */
export function entryReads(entries: readonly ServiceEntry[]): readonly Read[] {
  return entries.some(({ spec }) => spec.workloadSelector !== undefined) ? [{ kind: machines }] : [];
}
