import { forwardRights } from "./forward-rights.ts";

/** The rule that opening ports of pods in a namespace takes: one, for one verb alone would not do. */
export function forwardGrant(namespace: string): string {
  const [first] = forwardRights;
  const verbs = forwardRights.map(({ verb }) => verb).join(", ");
  return `in a Role of namespace ${namespace}: {apiGroups: [""], resources: [${first?.resource}], verbs: [${verbs}]} (optional)`;
}
