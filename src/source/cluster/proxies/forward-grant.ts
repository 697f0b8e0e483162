/**
 * What opening ports of pods in a namespace takes: over a web socket `get`, and since Kubernetes 1.35 `create` besides.
 */
export function forwardGrant(namespace: string): string {
  return `in a Role of namespace ${namespace}: {apiGroups: [""], resources: [pods/portforward], verbs: [get, create]} (optional)`;
}
