import type { Policy } from "../model/config.ts";

/** The user groups that the rules of a policy name, each once. */
export function groupsNamed({ rules }: Policy): readonly string[] {
  return [...new Set(rules.flatMap(({ groups = [] }) => groups))];
}
