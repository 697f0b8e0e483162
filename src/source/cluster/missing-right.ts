import type { Read } from "./read.ts";
import { rightOf, ruleText } from "./right.ts";

/** The rule that a role lacks, as it stands in a ClusterRole (or, of one namespace, a Role). */
export function missingRight(read: Read): string {
  const { namespace } = read;
  const where =
    namespace === undefined ? "in a ClusterRole" : `in a ClusterRole, or in a Role of namespace ${namespace}`;
  return `${where}: ${ruleText(rightOf(read))}`;
}
