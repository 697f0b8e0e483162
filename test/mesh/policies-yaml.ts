/** AuthorizationPolicies as YAML: `namespace/name`, then the spec in flow style. */
export function policiesYaml(
  ...policies: readonly (readonly [id: string, spec: string, annotations?: string])[]
): string {
  return policies
    .map(([id, spec, annotations = "{}"], i) => {
      const [namespace, name] = id.split("/");
      return `---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata:
  namespace: ${namespace}
  name: ${name}
  creationTimestamp: "2026-01-0${i + 1}T00:00:00Z"
  annotations: ${annotations}
spec: ${spec}
`;
    })
    .join("");
}
