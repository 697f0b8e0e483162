import type { RawObject } from "../snapshot.ts";

const apiGroup = "rbac.authorization.k8s.io";
const apiVersion = `${apiGroup}/v1`;
const authenticated = [{ kind: "Group", name: "system:authenticated", apiGroup }];
const everybody = [...authenticated, { kind: "Group", name: "system:unauthenticated", apiGroup }];
const info = ["/healthz", "/livez", "/readyz", "/version", "/version/"];

/** What every cluster lets those who are logged in do, and everybody: ask what is served, and about themselves. */
export const bootstrapRoles: readonly RawObject[] = [
  ...bound("system:basic-user", authenticated, [
    {
      apiGroups: ["authorization.k8s.io"],
      resources: ["selfsubjectaccessreviews", "selfsubjectrulesreviews"],
      verbs: ["create"],
    },
    { apiGroups: ["authentication.k8s.io"], resources: ["selfsubjectreviews"], verbs: ["create"] },
  ]),
  ...bound("system:discovery", authenticated, [
    { nonResourceURLs: ["/api", "/api/*", "/apis", "/apis/*", "/openapi", "/openapi/*", ...info], verbs: ["get"] },
  ]),
  ...bound("system:public-info-viewer", everybody, [{ nonResourceURLs: info, verbs: ["get"] }]),
];

function bound(name: string, subjects: readonly object[], rules: readonly object[]): readonly RawObject[] {
  return [
    { apiVersion, kind: "ClusterRole", metadata: { name }, rules },
    {
      apiVersion,
      kind: "ClusterRoleBinding",
      metadata: { name },
      subjects,
      roleRef: { apiGroup, kind: "ClusterRole", name },
    },
  ];
}
