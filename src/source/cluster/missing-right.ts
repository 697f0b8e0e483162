import { apiOf } from "../../kinds/api-of.ts";
import type { Read } from "./read.ts";

/** The rule that a role lacks, as it stands in a ClusterRole (or, of one namespace, a Role). */
export function missingRight({ kind, namespace, name }: Read): string {
  const { group, plural } = apiOf(kind);
  const verb = name === undefined ? "list" : "get";
  const only = name === undefined ? "" : `, resourceNames: [${name}]`;
  const where =
    namespace === undefined ? "in a ClusterRole" : `in a ClusterRole, or in a Role of namespace ${namespace}`;
  return `${where}: {apiGroups: ["${group}"], resources: [${plural}]${only}, verbs: [${verb}]}`;
}
