import { apiOf } from "../../kinds/api-of.ts";
import type { Kind } from "../../model/resource-kinds.ts";
import type { MutatingWebhookConfiguration } from "../../model/resources/networking.ts";
import { kindsOfPlaces } from "./heavy-reads.ts";
import { firstReads, machines, meshReads } from "./light-reads.ts";
import { ownerKinds } from "./owner-reads.ts";
import { forwardRights } from "./proxies/forward-rights.ts";
import { type Purpose, purposes, type ReadKind } from "./purposes.ts";
import type { Read } from "./read.ts";
import { logRight } from "./read-logs.ts";
import { kindsByName } from "./reads-by-name.ts";
import { type Right, rightOf } from "./right.ts";

/** A right that meshwhy uses, and what for. */
export interface Permission {
  readonly right: Right;
  readonly purpose: Purpose;
  /** Of what is read; absent: of what is not a kind of its own. */
  readonly kind?: Kind;
  /** Needed to answer; optional: granted by a role of its own; helpful: answers are whole without it. */
  readonly need: "needed" | "helpful" | "optional";
  /** The folder in infra/kubernetes/ that grants it. */
  readonly granted: string;
}

/** Kinds without which answers are whole: what they tell is said beside them, and by mesh doctor. */
export const doctorKinds: readonly Kind[] = ["Telemetry"];

/** Rights beyond the reading role, each granted by a role of its own. */
export const optionalPermissions: readonly Permission[] = [
  optional(logRight, "logs", purposes["pods/log"]),
  ...forwardRights.map((right) => optional(right, "proxy-state", purposes["pods/portforward"])),
];

/**
 * Every right that some question takes, made of the declarations that the reads themselves are made of: in all
 * namespaces, apart from ConfigMaps, which are read by their names.
 * @param webhooks those of the cluster: they name the revisions whose ConfigMaps are read
 */
export function permissions(webhooks: readonly MutatingWebhookConfiguration[]): readonly Permission[] {
  const reads: readonly Read[] = [
    ...firstReads,
    ...meshReads({ MutatingWebhookConfiguration: webhooks }, true),
    ...[...kindsOfPlaces, machines, ...kindsByName].flatMap((kind) => (doctorKinds.includes(kind) ? [] : { kind })),
  ];
  const all = [
    ...reads.map((read) => needed(rightOf(read), read.kind, purposes[read.kind])),
    ...ownerKinds.map((kind) => needed({ ...rightOf({ kind }), verb: "get" }, kind, purposes[`one ${kind}`])),
    ...doctorKinds.map((kind) => ({ ...needed(rightOf({ kind }), kind, purposes[kind]), need: "helpful" as const })),
  ];
  return [...new Map(all.map((permission) => [rightKey(permission.right), permission])).values()];
}

/** The same text for what is the same right. */
function rightKey({ group, resource, verb, name, namespace }: Right): string {
  return [group, resource, verb, name ?? "", namespace ?? ""].join("|");
}

function needed(right: Right, kind: Kind, purpose: Purpose | undefined): Permission {
  const granted = apiOf(kind).kind === "ConfigMap" ? "mesh-config" : "reader";
  return { right, kind, purpose: purpose ?? unsaid(kind), need: "needed", granted };
}

function optional(right: Right, granted: string, purpose: Purpose | undefined): Permission {
  return { right, purpose: purpose ?? unsaid(right.resource), need: "optional", granted };
}

/** A test sees that this is never said. */
function unsaid(what: ReadKind | string): Purpose {
  return { why: `${what} is read`, without: `what ${what} tells`, steps: [] };
}
