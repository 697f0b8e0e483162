import { apiOf } from "../../kinds/api-of.ts";
import type { Kind } from "../../model/resource-kinds.ts";
import type { Read } from "./read.ts";

/** What a rule of RBAC allows: one verb on one kind of resource. */
export interface Right {
  /** "" is the core group. */
  readonly group: string;
  /** `pods`, `pods/log`. */
  readonly resource: string;
  readonly verb: "get" | "list" | "create";
  /** Only the object of this name. */
  readonly name?: string;
  /** Absent: in every namespace, or of a kind that has none. */
  readonly namespace?: string;
}

/** Kinds that are granted object by object, for what else there is of them may be secret. */
const byName: readonly Kind[] = ["ConfigMap", "Secret"];

/** The right that a read takes. */
export function rightOf({ kind, namespace, name }: Pick<Read, "kind" | "namespace" | "name">): Right {
  const { group, plural } = apiOf(kind);
  return {
    group,
    resource: plural,
    verb: name === undefined ? "list" : "get",
    ...(name === undefined || !byName.includes(kind) ? {} : { name }),
    ...(namespace === undefined ? {} : { namespace }),
  };
}

/** The rule as it stands in a role: `{apiGroups: [""], resources: [pods], verbs: [list]}`. */
export function ruleText({ group, resource, verb, name }: Right): string {
  const only = name === undefined ? "" : `, resourceNames: [${name}]`;
  return `{apiGroups: ["${group}"], resources: [${resource}]${only}, verbs: [${verb}]}`;
}
